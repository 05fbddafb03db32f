using System.Collections.Immutable;
using Cohort.Generators.Serialization;
using Cohort.Serialization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cohort.Generators.Tests;

/// <summary>Source code, compiled in memory with the generators.</summary>
internal sealed class Compiled
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Append(typeof(Packer).Assembly.Location)
            .Distinct()
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Compiles a library, in which a public member without documentation is a warning.</summary>
    public Compiled(params string[] files)
        : this(OutputKind.DynamicallyLinkedLibrary, DocumentationMode.Diagnose, files) { }

    private Compiled(OutputKind output, DocumentationMode documentation, string[] files)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest, documentation);
        Compilation = CSharpCompilation.Create(
            "Sample",
            files.Select((text, number) => CSharpSyntaxTree.ParseText(Usings + text, parsing, $"File{number}.cs")),
            References,
            new(output, nullableContextOptions: NullableContextOptions.Enable)
        );
        Driver = CSharpGeneratorDriver.Create(
            [new PackedGenerator().AsSourceGenerator()],
            parseOptions: parsing,
            driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)
        );
        Driver = Driver.RunGeneratorsAndUpdateCompilation(
            Compilation,
            out Compilation after,
            out ImmutableArray<Diagnostic> told
        );
        Diagnostics = [.. told, .. after.GetDiagnostics().Where(note => note.Severity >= DiagnosticSeverity.Warning)];
    }

    /// <summary>Compiles a program, as users write it.</summary>
    public static Compiled Program(params string[] files) =>
        new(OutputKind.ConsoleApplication, DocumentationMode.None, files);

    /// <summary>What the generators were given.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The generators, after one run.</summary>
    public GeneratorDriver Driver { get; }

    /// <summary>What the generators say, then warnings and errors of the compiler about all of it.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    private static string Usings =>
        "using System; using System.Collections.Generic; using System.Collections.Immutable; using Cohort.Serialization;\n";
}
