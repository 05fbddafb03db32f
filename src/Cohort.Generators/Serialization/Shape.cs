using Cohort.Generators.Source;

namespace Cohort.Generators.Serialization;

/// <summary>What a missing value of a type is.</summary>
internal enum Absence
{
    /// <summary>The type's <c>default</c>, which is also null where null is allowed.</summary>
    Default,

    /// <summary>What the shape says; the type is a value type, whose default may do as well.</summary>
    Value,

    /// <summary>What the shape says, where the variable is null, which it must not be.</summary>
    Reference,

    /// <summary>What the shape says, where the variable is an immutable array that was never made.</summary>
    ImmutableArray,
}

/// <summary>
/// How a type lies on the wire: the runtime's shape for it, as a type argument. Equal for equal types.
/// </summary>
/// <param name="Type">The type in generated code, with a question mark where null is allowed.</param>
/// <param name="Code">The runtime's <c>IShape</c> of it in generated code.</param>
/// <param name="Kind">The kind of its values.</param>
/// <param name="Absence">What a missing one is.</param>
/// <param name="IsNullable">Whether null is allowed, which a record says by leaving the field out.</param>
internal sealed record Shape(string Type, string Code, Kind Kind, Absence Absence, bool IsNullable)
{
    /// <summary>The name that the PackWriter has in generated code.</summary>
    public const string Writer = "writer";

    /// <summary>The name that the PackReader has in generated code.</summary>
    public const string Reader = "reader";

    /// <summary>The value of a field that is not there, as an expression.</summary>
    public string Missing => Absence == Absence.Default ? "default!" : $"{Code}.Missing(ref {Reader})";

    /// <summary>Whether the type is a reference that must not be null.</summary>
    public bool MustNotBeNull => Absence == Absence.Reference;

    /// <summary>Writes the value of an expression that is not null, without a tag.</summary>
    public void EmitWrite(IndentedWriter code, string expression) =>
        code.Line($"{Code}.Write(ref {Writer}, {expression});");

    /// <summary>Reads a value, without a tag, into a variable.</summary>
    public void EmitRead(IndentedWriter code, string target) => code.Line($"{target} = {Code}.Read(ref {Reader});");
}
