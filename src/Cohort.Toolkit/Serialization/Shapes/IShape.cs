namespace Cohort.Serialization.Shapes;

/// <summary>
/// How values of one type lie on the wire. Shapes are composed at compile time, as type arguments of each other, so
/// that a list of numbers is one loop and nothing is looked up while it runs.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
public interface IShape<T>
{
    /// <summary>The kind of every value.</summary>
    static abstract PackKind Kind { get; }

    /// <summary>
    /// Whether null is a value too. It never gets to <see cref="Write"/>: whoever holds the value says that it is null.
    /// </summary>
    static virtual bool IsNullable => false;

    /// <summary>Writes a value that is not null, without a tag.</summary>
    /// <exception cref="PackException">The value cannot be packed; the message says why.</exception>
    static abstract void Write(ref PackWriter writer, T value);

    /// <summary>Reads a value that <see cref="Write"/> wrote.</summary>
    /// <exception cref="PackException">The bytes are no such value.</exception>
    static abstract T Read(ref PackReader reader);

    /// <summary>What a field has that is not there: nothing, as far as the type allows for it.</summary>
    /// <exception cref="PackException">The type has no such value.</exception>
    static abstract T Missing(ref PackReader reader);
}
