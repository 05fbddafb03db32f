namespace Cohort.Generators.Serialization;

/// <summary>
/// One field of a record: a member of a type, a parameter of a method, or whatever else has a number and a name.
/// </summary>
/// <param name="Number">From 1 to <see cref="Largest"/>.</param>
/// <param name="Name">The name as people know it, without an escape.</param>
/// <param name="Shape">How its values lie on the wire.</param>
internal sealed record RecordField(int Number, string Name, Shape Shape)
{
    /// <summary>The largest number of a field: with the kind behind it, it has 32 bits.</summary>
    public const int Largest = 536_870_911;

    /// <summary>The tag, as a literal.</summary>
    public string Tag => $"{((uint)Number << 3) | (uint)Shape.Kind}u";
}
