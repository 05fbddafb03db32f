using System.Diagnostics.CodeAnalysis;

namespace Cohort.Serialization;

/// <content>What is wrong with the bytes, apart from the code that finds nothing wrong.</content>
public ref partial struct PackReader
{
    /// <summary>Says that the bytes are malformed where the reader stands.</summary>
    /// <param name="found">What is there, as a part of a sentence.</param>
    public readonly PackException Malformed(string found) =>
        new(
            $"The payload has {found} at offset {_position} of {_bytes.Length}. "
                + "It was damaged, or something else wrote it: see that both sides have the same contract.",
            _position
        );

    /// <summary>Says that a field has another kind than its type.</summary>
    /// <param name="owner">The contract that the field is part of.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="expected">The kind of its type.</param>
    /// <param name="tag">The tag that was read.</param>
    public readonly PackException WrongKind(string owner, string field, PackKind expected, uint tag) =>
        new(
            $"Field {tag >> 3} of {owner}, {field}, is {expected} here and {(PackKind)(tag & 7)} in the payload, "
                + $"before offset {_position} of {_bytes.Length}. A number must keep its type: "
                + "give the changed member a new number.",
            _position
        );

    /// <summary>Says that a record lacks a field that its type cannot do without.</summary>
    /// <param name="type">The type that has no value for nothing.</param>
    public readonly PackException MissingField(Type type) =>
        new(
            $"A field of type {type} is missing before offset {_position} of {_bytes.Length}, and the type has no "
                + "value that stands for nothing. Declare the member nullable.",
            _position
        );

    /// <summary>Says that a union's value is a case that this side does not know.</summary>
    /// <param name="union">The union's contract.</param>
    /// <param name="tag">The tag that was read.</param>
    public readonly PackException UnknownCase(string union, uint tag) =>
        tag == 0
            ? Malformed($"no case of {union} where one must be")
            : new PackException(
                $"Case {tag >> 3} of {union} is not known here, before offset {_position} of {_bytes.Length}. "
                    + "A later version wrote it: bring this side up to date before that case is used.",
                _position
            );

    internal readonly PackException OutOfRange<T>(T value, string type) =>
        Malformed($"{value}, which is out of the range of {type},");

    internal readonly PackException NullElement(Type element) =>
        Malformed($"null in a collection of {element}, whose type says that none is null,");

    [DoesNotReturn]
    private readonly void ThrowBadTag(ulong tag) =>
        throw Malformed(
            tag > uint.MaxValue ? $"a tag of {tag}" : $"field {tag >> 3} twice, out of order, or without a number,"
        );

    [DoesNotReturn]
    private readonly void ThrowCutOff(int length) => throw Malformed($"{Remaining} bytes where {length} must be");

    [DoesNotReturn]
    private readonly void ThrowTooDeep() => throw Malformed($"values nested deeper than {PackWriter.MaxDepth} levels");

    [DoesNotReturn]
    private readonly void ThrowBudget() =>
        throw new PackException(
            $"The payload of {_bytes.Length} bytes would take more than {FreeBudget + BudgetPerByte * _bytes.Length} bytes "
                + $"of memory, at offset {_position}. Send it in parts, or pack less that is left at its default.",
            _position
        );
}
