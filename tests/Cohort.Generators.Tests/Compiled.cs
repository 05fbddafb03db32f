using System.Collections.Immutable;
using Cohort.Generators.Calls;
using Cohort.Generators.Determinism;
using Cohort.Generators.ReplicatedObjects;
using Cohort.Generators.Serialization;
using Cohort.Serialization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cohort.Generators.Tests;

/// <summary>Source code, compiled in memory with the generators.</summary>
internal sealed class Compiled
{
    private const string Serialization = "using Cohort.Serialization;";

    private static readonly ImmutableArray<string> Usings =
    [
        "using System;",
        "using System.Collections.Generic;",
        "using System.Collections.Immutable;",
        "using System.Linq;",
        "using System.Threading;",
        "using System.Threading.Tasks;",
        "using Cohort;",
        Serialization,
    ];

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Append(typeof(Packer).Assembly.Location)
            .Distinct()
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly Compilation _after;

    /// <summary>Compiles a library, in which a public member without documentation is a warning.</summary>
    public Compiled(params string[] files)
        : this(OutputKind.DynamicallyLinkedLibrary, DocumentationMode.Diagnose, References, Usings, files) { }

    private Compiled(
        OutputKind output,
        DocumentationMode documentation,
        ImmutableArray<MetadataReference> references,
        ImmutableArray<string> usings,
        string[] files
    )
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest, documentation);
        Compilation = CSharpCompilation.Create(
            $"Sample{references.Length}",
            files.Select((text, number) => CSharpSyntaxTree.ParseText(With(usings, text), parsing, $"File{number}.cs")),
            references,
            new(output, nullableContextOptions: NullableContextOptions.Enable)
        );
        Driver = CSharpGeneratorDriver
            .Create(
                [
                    new PackedGenerator().AsSourceGenerator(),
                    new ReplicatedGenerator().AsSourceGenerator(),
                    new ContractGenerator().AsSourceGenerator(),
                ],
                parseOptions: parsing,
                driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)
            )
            .RunGeneratorsAndUpdateCompilation(Compilation, out _after, out ImmutableArray<Diagnostic> told);
        Diagnostics = [.. told, .. _after.GetDiagnostics().Where(note => note.Severity >= DiagnosticSeverity.Warning)];
    }

    /// <summary>What the generators were given.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The generators, after one run.</summary>
    public GeneratorDriver Driver { get; }

    /// <summary>What the generators say, then warnings and errors of the compiler about all of it.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>Compiles a program, as users write it.</summary>
    public static Compiled Program(params string[] files) =>
        new(OutputKind.ConsoleApplication, DocumentationMode.None, References, Usings, files);

    /// <summary>Compiles what a page of the documentation shows: it names itself what is not in <c>Cohort</c>.</summary>
    public static Compiled Page(params string[] samples) =>
        new(OutputKind.ConsoleApplication, DocumentationMode.None, References, Usings.Remove(Serialization), samples);

    /// <summary>What the analyzer of determinism says.</summary>
    public async Task<ImmutableArray<Diagnostic>> WarningsAsync() =>
        await _after.WithAnalyzers([new DeterminismAnalyzer()]).GetAnalyzerDiagnosticsAsync(CancellationToken.None);

    /// <summary>The text of all files that were generated.</summary>
    public string Generated => string.Join('\n', Driver.GetRunResult().GeneratedTrees.Select(tree => tree.ToString()));

    /// <summary>The assembly.</summary>
    public byte[] Image()
    {
        using var image = new MemoryStream();
        Assert.True(_after.Emit(image).Success);
        return image.ToArray();
    }

    /// <summary>Compiles a library that uses this one.</summary>
    public Compiled User(params string[] files)
    {
        MetadataReference own = MetadataReference.CreateFromImage(Image());
        return new(OutputKind.DynamicallyLinkedLibrary, DocumentationMode.None, References.Add(own), Usings, files);
    }

    private static string With(ImmutableArray<string> usings, string text) =>
        $"{string.Join(' ', usings.Where(each => !text.Contains(each, StringComparison.Ordinal)))}\n{text}";
}
