namespace Cohort.Serialization;

/// <summary>
/// Bytes are not what they should be, or a value cannot be packed. The message says what is wrong, where, and what to
/// do.
/// </summary>
public sealed class PackException : CohortException
{
    internal PackException(string message, int? offset = null, Exception? cause = null)
        : base(message, cause)
    {
        Offset = offset;
    }

    /// <summary>
    /// Where in the payload reading stopped, in bytes from its beginning; null where a value was to be written.
    /// </summary>
    public int? Offset { get; }

    internal static PackException NullField(string owner, string field) =>
        new($"{owner}.{field} is null, but its type says that it never is. Set it, or declare it nullable.");

    internal static PackException NullElement(Type element) =>
        new(
            $"A collection of {element} has an element that is null, but its type says that none is. "
                + "Leave it out, or declare the elements nullable."
        );

    internal static PackException TooDeep() =>
        new(
            $"The value is nested deeper than {PackWriter.MaxDepth} levels, or contains itself. "
                + "Pack what refers to other objects as a list of objects with numbers instead."
        );

    /// <summary>Made by generated code: a derived object would lose what the declared type does not know.</summary>
    /// <param name="actual">The type of the object.</param>
    /// <param name="declared">The type that was to be packed.</param>
    public static PackException NotTheContract(Type actual, Type declared) =>
        new(
            $"An object of type {actual} cannot be packed as {declared}: what it adds would be lost. "
                + $"Make {declared} abstract and name its cases with [Union], or pack exactly what the contract says."
        );

    /// <summary>Made by generated code: an object is none of the cases that its union names.</summary>
    /// <param name="actual">The type of the object.</param>
    /// <param name="union">The abstract type.</param>
    public static PackException NoCase(Type actual, Type union) =>
        new($"{actual} is no case of {union}. Add [Union(number, typeof({actual.Name}))] to {union.Name}.");
}
