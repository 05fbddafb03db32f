using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cohort.Generators.ReplicatedObjects;

/// <summary>Adds to every [Replicated] class what makes it one, and the methods by which it is used through its group.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ReplicatedGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        context.RegisterSourceOutput(
            context.SyntaxProvider.ForAttributeWithMetadataName(
                "Cohort.ReplicatedAttribute",
                static (node, _) => node is TypeDeclarationSyntax,
                static (target, _) => ReplicatedClassReader.Read(target)
            ),
            Emit
        );

    private static void Emit(SourceProductionContext context, ReplicatedResult result)
    {
        foreach (Note note in result.Notes)
            context.ReportDiagnostic(note.ToDiagnostic());
        if (result.Class is not { } read)
            return;
        string file = read.Code.Replace("global::", "").Replace("@", "");
        context.AddSource($"{file}.Replicated.g.cs", new ReplicatedClassEmitter(read).Emit());
        context.AddSource($"{file}.Methods.g.cs", new ObjectMethodsEmitter(read).Emit());
    }
}
