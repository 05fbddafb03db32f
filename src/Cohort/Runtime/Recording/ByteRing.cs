using System.Buffers.Binary;

namespace Cohort.Runtime.Recording;

/// <summary>Keeps the newest records that fit into a fixed number of bytes.</summary>
internal sealed class ByteRing(int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];
    private long _head;
    private long _tail;

    /// <summary>Whether old records had to make room.</summary>
    public bool HasDropped { get; private set; }

    /// <summary>Begins a record of a size below the capacity; the parts that <see cref="Append"/> adds make it up.</summary>
    public void Begin(int size)
    {
        while (capacity - (_tail - _head) < size + sizeof(int))
        {
            _head += sizeof(int) + SizeAt(_head);
            HasDropped = true;
        }
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, size);
        Append(prefix);
    }

    /// <summary>Adds a part of the record.</summary>
    public void Append(ReadOnlySpan<byte> part)
    {
        int at = (int)(_tail % capacity);
        int first = Math.Min(part.Length, capacity - at);
        part[..first].CopyTo(_bytes.AsSpan(at));
        part[first..].CopyTo(_bytes);
        _tail += part.Length;
    }

    /// <summary>The records, oldest first.</summary>
    public IEnumerable<byte[]> Records()
    {
        for (long at = _head; at < _tail; )
        {
            byte[] record = new byte[SizeAt(at)];
            Read(at + sizeof(int), record);
            yield return record;
            at += sizeof(int) + record.Length;
        }
    }

    private int SizeAt(long position)
    {
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        Read(position, prefix);
        return BinaryPrimitives.ReadInt32LittleEndian(prefix);
    }

    private void Read(long position, Span<byte> into)
    {
        int at = (int)(position % capacity);
        int first = Math.Min(into.Length, capacity - at);
        _bytes.AsSpan(at, first).CopyTo(into);
        _bytes.AsSpan(0, into.Length - first).CopyTo(into[first..]);
    }
}
