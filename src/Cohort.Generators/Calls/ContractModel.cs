using Cohort.Generators.Serialization;
using Cohort.Generators.Source;

namespace Cohort.Generators.Calls;

/// <summary>How a method of a contract returns.</summary>
internal enum Returning
{
    /// <summary>Nothing: it is one-way.</summary>
    Nothing,

    /// <summary>A value.</summary>
    Value,

    /// <summary>A <c>Task</c>.</summary>
    Task,

    /// <summary>A <c>ValueTask</c>.</summary>
    ValueTask,

    /// <summary>A <c>Task</c> of a value.</summary>
    TaskOfValue,

    /// <summary>A <c>ValueTask</c> of a value.</summary>
    ValueTaskOfValue,
}

/// <summary>A method of a contract.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters but for those that callers do not give, in order.</param>
/// <param name="ContextAt">Where among its parameters the context stands; −1 where it has none.</param>
/// <param name="TokenAt">Where among its parameters the cancellation token stands; −1 where it has none.</param>
/// <param name="Returning">How it returns.</param>
/// <param name="Result">What it returns, in the end; null for nothing.</param>
/// <param name="Order">The number of its order.</param>
/// <param name="Delivery">The number of its delivery.</param>
/// <param name="Documentation">Its documentation, line by line.</param>
/// <param name="IsPublic">Whether what is generated from it is public.</param>
internal sealed record ContractMethod(
    string Name,
    EquatableArray<RecordField> Parameters,
    int ContextAt,
    int TokenAt,
    Returning Returning,
    Shape? Result,
    int Order,
    int Delivery,
    EquatableArray<string> Documentation,
    bool IsPublic
)
{
    /// <summary>What says on the wire which method it is.</summary>
    public uint Number => PackedTypeEmitter.Hash(Name);

    /// <summary>The name of the method by which it is called.</summary>
    public string CallerName => CallerNameOf(Name);

    /// <summary>The name of the method by which one of that name is called.</summary>
    public static string CallerNameOf(string name) =>
        name.EndsWith("Async", StringComparison.Ordinal) ? name : name + "Async";
}

/// <summary>A contract, without anything of the compilation that it was found in.</summary>
internal sealed record Contract
{
    /// <summary>The namespace, or null.</summary>
    public string? Namespace { get; init; }

    /// <summary>The interface in generated code.</summary>
    public string Code { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the members have to have in common.</summary>
    public string Agreed { get; init; } = "";

    public bool IsPublic { get; init; }
    public EquatableArray<ContractMethod> Methods { get; init; }

    /// <summary>The class with the methods by which it is called: without the I that the interface begins with.</summary>
    public string CallersName =>
        (Name.Length > 1 && Name[0] == 'I' && char.IsUpper(Name[1]) ? Name.Substring(1) : Name) + "Calls";
}

/// <summary>What was found: a contract, or why there is none.</summary>
internal sealed record ContractResult(Contract? Contract, EquatableArray<Note> Notes);
