using System.Collections.Immutable;
using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cohort.Generators.Determinism;

/// <summary>Warns of what makes the replicas of a [Replicated] class differ: whatever is not the same at every replica.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeterminismAnalyzer : DiagnosticAnalyzer
{
    private const string ReplicatedAttribute = "Cohort.ReplicatedAttribute";
    private const string ReadAttribute = "Cohort.ReadAttribute";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => DeterminismRules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolStartAction(Begin, SymbolKind.NamedType);
    }

    private static void Begin(SymbolStartAnalysisContext context)
    {
        if (!IsReplicated(context.Symbol))
            return;
        context.RegisterOperationAction(
            Look,
            OperationKind.Await,
            OperationKind.CoalesceAssignment,
            HashTables.CollectionExpression,
            OperationKind.CompoundAssignment,
            OperationKind.DeconstructionAssignment,
            OperationKind.Decrement,
            OperationKind.FieldReference,
            OperationKind.Increment,
            OperationKind.Invocation,
            OperationKind.Loop,
            OperationKind.MethodReference,
            OperationKind.ObjectCreation,
            OperationKind.PropertyReference,
            OperationKind.SimpleAssignment
        );
    }

    // What lies in a replicated class is there for it.
    private static bool IsReplicated(ISymbol type)
    {
        for (ISymbol? outer = type; outer is not null; outer = outer.ContainingType)
            if (outer.Attribute(ReplicatedAttribute) is not null)
                return true;
        return false;
    }

    private static void Look(OperationAnalysisContext context)
    {
        switch (context.Operation)
        {
            case IAwaitOperation:
                Tell(context, DeterminismRules.Concurrency, context.Operation);
                break;
            case IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: false, IsConst: false } field }:
                Tell(context, DeterminismRules.StaticState, context.Operation, field);
                break;
            case IInvocationOperation call:
                LookAt(call.TargetMethod, context);
                TellOrder(context, HashTables.In(call));
                break;
            case IForEachLoopOperation loop:
                TellOrder(context, HashTables.In(loop));
                break;
            case IMethodReferenceOperation { Method: var method }:
                LookAt(method, context);
                break;
            case IObjectCreationOperation { Constructor: { } constructor } made:
                LookAt(constructor, context);
                TellOrder(context, HashTables.In(made));
                break;
            case { Kind: HashTables.CollectionExpression } made:
                TellOrder(context, HashTables.InExpression(made));
                break;
            case IAssignmentOperation or IIncrementOrDecrementOperation:
                TellChanges(context);
                break;
            case IPropertyReferenceOperation { Property: var property }:
                LookAt(property, context);
                break;
        }
    }

    private static void LookAt(ISymbol member, OperationAnalysisContext context)
    {
        if (Indeterminate.RuleFor(member) is { } rule)
            Tell(context, rule, context.Operation, member);
        else if (member is IPropertySymbol { IsStatic: true, SetMethod: not null })
            Tell(context, DeterminismRules.StaticState, context.Operation, member);
    }

    private static void TellOrder(OperationAnalysisContext context, IOperation? table)
    {
        // What a read returns is not part of the state.
        if (table is not null && context.ContainingSymbol.Attribute(ReadAttribute) is null)
            Tell(context, DeterminismRules.HashOrder, table);
    }

    private static void TellChanges(OperationAnalysisContext context)
    {
        if (context.ContainingSymbol.Attribute(ReadAttribute) is null)
            return;
        foreach (IMemberReferenceOperation changed in ReadChanges.In(context.Operation))
            context.ReportDiagnostic(
                Diagnostic.Create(
                    DeterminismRules.ReadThatChanges,
                    changed.Syntax.GetLocation(),
                    NameOf(changed.Member),
                    context.ContainingSymbol.Name
                )
            );
    }

    private static void Tell(
        OperationAnalysisContext context,
        DiagnosticDescriptor rule,
        IOperation where,
        ISymbol? member = null
    ) =>
        context.ReportDiagnostic(
            Diagnostic.Create(rule, where.Syntax.GetLocation(), NameOf(member) ?? where.Syntax.ToString())
        );

    private static string? NameOf(ISymbol? member) =>
        member switch
        {
            null => null,
            IMethodSymbol { MethodKind: MethodKind.Constructor } => $"new {member.ContainingType.Name}",
            _ => $"{member.ContainingType.Name}.{member.Name}",
        };
}
