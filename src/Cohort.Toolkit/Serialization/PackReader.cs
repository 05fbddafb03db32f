using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Cohort.Serialization;

/// <summary>
/// Reads packed values. Whatever the bytes are, it ends: with a value or with a <see cref="PackException"/>. It
/// allocates no more than 16 MiB and 64 times the bytes there are, as far as it counts.
/// </summary>
public ref partial struct PackReader
{
    private const long FreeBudget = 16 << 20;
    private const long BudgetPerByte = 64;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _depth;
    private long _budget;

    /// <summary>Reads from the beginning of these bytes.</summary>
    public PackReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _budget = FreeBudget + BudgetPerByte * bytes.Length;
    }

    /// <summary>How many bytes have been read.</summary>
    public readonly int Position => _position;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Reads the next tag of a record, 0 at its end.</summary>
    /// <param name="previous">The tag before it in the same record, 0 at first: numbers must rise.</param>
    /// <exception cref="PackException">There is none, or it is out of order.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadTag(uint previous)
    {
        ulong tag = ReadVarint();
        if (tag != 0 && (tag >> 3 <= previous >> 3 || tag > uint.MaxValue))
            ThrowBadTag(tag);
        return (uint)tag;
    }

    /// <summary>Reads one byte.</summary>
    /// <exception cref="PackException">There is none.</exception>
    public byte ReadByte() => Take(1)[0];

    /// <summary>Reads a number without a sign.</summary>
    /// <exception cref="PackException">It is cut off, or larger than 64 bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarint()
    {
        int position = _position;
        ReadOnlySpan<byte> bytes = _bytes;
        if ((uint)position >= (uint)bytes.Length || bytes[position] >= 0x80)
            return ReadLongVarint();
        _position = position + 1;
        return bytes[position];
    }

    /// <summary>Reads a number with a sign.</summary>
    /// <exception cref="PackException">It is cut off, or larger than 64 bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadZigZag()
    {
        ulong value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads four bytes, little end first.</summary>
    /// <exception cref="PackException">There are fewer.</exception>
    public uint ReadFixed4() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>Reads eight bytes, little end first.</summary>
    /// <exception cref="PackException">There are fewer.</exception>
    public ulong ReadFixed8() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Reads a length and so many bytes, which stay where they are.</summary>
    /// <exception cref="PackException">There are fewer.</exception>
    public ReadOnlySpan<byte> ReadBytes()
    {
        ulong length = ReadVarint();
        if (length > (ulong)Remaining)
            throw Malformed($"a length of {length} bytes, and {Remaining} are left");
        return Take((int)length);
    }

    /// <summary>Reads text.</summary>
    /// <exception cref="PackException">It is cut off, or no UTF-8.</exception>
    public string ReadString()
    {
        ReadOnlySpan<byte> bytes = ReadBytes();
        if (!Utf8.IsValid(bytes))
            throw Malformed("text that is no UTF-8");
        Charge(22 + 2L * bytes.Length);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Takes the estimated size of what is about to be allocated, in bytes, from the budget.</summary>
    /// <exception cref="PackException">The budget is used up.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Charge(long size)
    {
        if ((_budget -= size) < 0)
            ThrowBudget();
    }

    /// <summary>Begins a record, and takes what its object needs from the budget.</summary>
    /// <param name="size">The estimated size of the object, in bytes.</param>
    /// <exception cref="PackException">It lies too deep, or the budget is used up.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginRecord(int size)
    {
        Enter();
        Charge(size);
    }

    /// <summary>Ends a record, after a tag of 0.</summary>
    public void EndRecord() => _depth--;

    /// <summary>Refuses bytes after the last value.</summary>
    /// <exception cref="PackException">There are some.</exception>
    public readonly void EndPayload()
    {
        if (Remaining != 0)
            throw Malformed($"{Remaining} bytes after the end of the value");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> Take(int length)
    {
        if (_bytes.Length - _position < length)
            ThrowCutOff(length);
        ReadOnlySpan<byte> taken = _bytes.Slice(_position, length);
        _position += length;
        return taken;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter()
    {
        if (++_depth > PackWriter.MaxDepth)
            ThrowTooDeep();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong ReadLongVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (_position >= _bytes.Length)
                throw Malformed("a number that is cut off");
            byte next = _bytes[_position++];
            if (shift == 63 && next > 1)
                throw Malformed("a number of more than 64 bits");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw Malformed("a number of more than 10 bytes");
    }
}
