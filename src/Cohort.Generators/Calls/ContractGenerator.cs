using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cohort.Generators.Calls;

/// <summary>Adds to every [GroupContract] interface the methods by which it is called at the members of a group, and what calls it
/// there.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ContractGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        context.RegisterSourceOutput(
            context.SyntaxProvider.ForAttributeWithMetadataName(
                "Cohort.GroupContractAttribute",
                static (node, _) => node is InterfaceDeclarationSyntax,
                static (target, _) => ContractReader.Read(target)
            ),
            Emit
        );

    private static void Emit(SourceProductionContext context, ContractResult result)
    {
        foreach (Note note in result.Notes)
            context.ReportDiagnostic(note.ToDiagnostic());
        if (result.Contract is { } contract)
            context.AddSource(
                $"{contract.Code.Replace("global::", "")}.Calls.g.cs",
                new ContractEmitter(contract).Emit()
            );
    }
}
