using Cohort.Generators.Serialization;
using Cohort.Generators.Source;

namespace Cohort.Generators.ReplicatedObjects;

/// <summary>A method of a replicated class.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsUpdate">Whether it may change the object.</param>
/// <param name="Parameters">Its parameters but for the context, in order.</param>
/// <param name="Omissions">What stands for each of these where a caller leaves it out.</param>
/// <param name="ContextAt">Where among its parameters the context stands; −1 where it has none.</param>
/// <param name="Result">What it returns; null for nothing.</param>
/// <param name="Documentation">Its documentation, line by line.</param>
/// <param name="IsPublic">Whether what is generated from it is public.</param>
internal sealed record ObjectMethod(
    string Name,
    bool IsUpdate,
    EquatableArray<RecordField> Parameters,
    EquatableArray<Omission> Omissions,
    int ContextAt,
    Shape? Result,
    EquatableArray<string> Documentation,
    bool IsPublic
)
{
    /// <summary>What says on the wire which method it is.</summary>
    public uint Number => PackedTypeEmitter.Hash(Name);
}

/// <summary>How a field of the state takes what was read.</summary>
internal enum Filling
{
    /// <summary>It is assigned.</summary>
    Assigned,

    /// <summary>It is readonly, and assigned nevertheless: the object is new.</summary>
    Readonly,

    /// <summary>It is a dictionary that is there, with its comparer, and is filled.</summary>
    Dictionary,

    /// <summary>It is a set that is there, with its comparer, and is filled.</summary>
    Set,
}

/// <summary>A field of the state.</summary>
internal sealed record StateField(RecordField Field, Filling Filling);

/// <summary>A [Replicated] class, without anything of the compilation that it was found in.</summary>
internal sealed record ReplicatedClass
{
    /// <summary>The namespace, or null.</summary>
    public string? Namespace { get; init; }

    /// <summary>The declaration of the class.</summary>
    public string Declaration { get; init; } = "";

    /// <summary>The class in generated code.</summary>
    public string Code { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The contract.</summary>
    public string Contract { get; init; } = "";

    public bool IsPublic { get; init; }
    public EquatableArray<ObjectMethod> Methods { get; init; }
    public EquatableArray<StateField> State { get; init; }
}

/// <summary>What was found: a class, or why there is none.</summary>
internal sealed record ReplicatedResult(ReplicatedClass? Class, EquatableArray<Note> Notes);
