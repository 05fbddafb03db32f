using Cohort.Generators.Source;

namespace Cohort.Generators.Serialization;

/// <summary>How a member of a packed type gets its value when the type is made.</summary>
internal enum Setting
{
    /// <summary>Through the parameter of the primary constructor.</summary>
    Parameter,

    /// <summary>By assignment, where there is a value.</summary>
    Assignment,
}

/// <summary>One member of a packed type.</summary>
/// <param name="Field">Its number, name and shape.</param>
/// <param name="Setting">How it gets its value.</param>
internal sealed record PackedMember(RecordField Field, Setting Setting);

/// <summary>One parameter of the primary constructor.</summary>
/// <param name="Member">The place of its member, or −1 where it has none.</param>
/// <param name="Default">What it is where the member is not there, as an expression; null leaves that to the member's
/// shape.</param>
internal sealed record PackedParameter(int Member, string? Default);

/// <summary>One case of a union.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Type">Its type in generated code.</param>
/// <param name="IsAbstract">Whether it is a union itself.</param>
internal sealed record PackedCase(int Number, string Type, bool IsAbstract);

/// <summary>How a type is constructed when it is read.</summary>
internal enum Construction
{
    /// <summary>By its primary constructor.</summary>
    Primary,

    /// <summary>By its constructor without parameters, then by assignments.</summary>
    Parameterless,

    /// <summary>
    /// It has none and must get a public one without parameters, or lose the one the compiler gives it.
    /// </summary>
    Implicit,

    /// <summary>By assignments only.</summary>
    None,
}

/// <summary>A [Packed] type, without anything of the compilation that it was found in.</summary>
internal sealed record PackedType
{
    /// <summary>The namespace, or null.</summary>
    public string? Namespace { get; init; }

    /// <summary>The declarations that it lies in, the outermost first, and at last its own.</summary>
    public EquatableArray<string> Declarations { get; init; }

    /// <summary>The type in generated code.</summary>
    public string Code { get; init; } = "";

    /// <summary>The name without the types it lies in.</summary>
    public string Name { get; init; } = "";

    /// <summary>The contract.</summary>
    public string Contract { get; init; } = "";

    /// <summary>A file name of its own.</summary>
    public string FileName { get; init; } = "";

    public bool IsValueType { get; init; }

    /// <summary>Whether a value may be of a derived type.</summary>
    public bool MayBeDerived { get; init; }

    /// <summary>Whether generated code of the same assembly can name it.</summary>
    public bool IsVisible { get; init; }

    public Construction Construction { get; init; }
    public EquatableArray<PackedParameter> Parameters { get; init; }
    public EquatableArray<PackedMember> Members { get; init; }

    /// <summary>The cases of a union; none for any other type.</summary>
    public EquatableArray<PackedCase> Cases { get; init; }
}

/// <summary>What was found: a type, or why there is none.</summary>
internal sealed record PackedResult(PackedType? Type, EquatableArray<Note> Notes);
