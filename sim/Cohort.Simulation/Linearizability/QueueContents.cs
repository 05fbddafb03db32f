namespace Cohort.Simulation.Linearizability;

/// <summary>The elements of a queue, oldest first; a value, and never changed.</summary>
internal readonly struct QueueContents(ReadOnlyMemory<long> elements) : IEquatable<QueueContents>
{
    private readonly ReadOnlyMemory<long> _elements = elements;

    public static QueueContents Empty => default;

    public ReadOnlySpan<long> Elements => _elements.Span;

    public long? First => _elements.IsEmpty ? null : _elements.Span[0];

    public QueueContents With(long last)
    {
        var longer = new long[_elements.Length + 1];
        _elements.CopyTo(longer);
        longer[^1] = last;
        return new QueueContents(longer);
    }

    public QueueContents WithoutFirst() => _elements.IsEmpty ? this : new QueueContents(_elements[1..]);

    public bool Equals(QueueContents other) => _elements.Span.SequenceEqual(other._elements.Span);

    public override bool Equals(object? obj) => obj is QueueContents other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (long element in _elements.Span)
            hash.Add(element);
        return hash.ToHashCode();
    }
}
