using System.Buffers.Binary;
using Cohort.Serialization;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>The answers to the last updates of a session, one behind the other in one piece of memory.</summary>
internal sealed class AnswerLog
{
    /// <summary>The most bytes that are kept for a session; beyond them the oldest answers are given up.</summary>
    public const int MostBytes = 4 << 20;

    private const int LengthSize = sizeof(int);
    private const int FirstRoom = 256;

    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>The first update whose answer is here, where there is one.</summary>
    public ulong First { get; private set; } = 1;

    /// <summary>The update behind the last.</summary>
    public ulong Next { get; private set; } = 1;

    /// <summary>Keeps the answer to the next update.</summary>
    public void Add(ReadOnlySpan<byte> answer)
    {
        int size = LengthSize + answer.Length;
        while (First < Next && _end - _start + size > MostBytes)
            ForgetFirst();
        if (size > MostBytes)
        {
            First = ++Next;
            return;
        }
        MakeRoom(size);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_end), answer.Length);
        answer.CopyTo(_bytes.AsSpan(_end + LengthSize));
        _end += size;
        Next++;
    }

    /// <summary>The caller has the answers up to this update.</summary>
    public void Forget(ulong answered)
    {
        while (First <= answered && First < Next)
            ForgetFirst();
    }

    /// <summary>The answers that are kept from one update on, with their numbers.</summary>
    public IEnumerable<(ulong Number, ReadOnlyMemory<byte> Answer)> From(ulong number)
    {
        int at = _start;
        for (ulong kept = First; kept < Next; kept++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));
            if (kept >= number)
                yield return (kept, _bytes.AsMemory(at + LengthSize, length));
            at += LengthSize + length;
        }
    }

    /// <summary>Writes what is kept.</summary>
    public void Save(ref PackWriter writer)
    {
        writer.WriteVarint(Next);
        writer.WriteVarint(Next - First);
        writer.WriteBytes(_bytes.AsSpan(_start, _end - _start));
    }

    /// <summary>Reads what was kept elsewhere.</summary>
    public static AnswerLog Load(ref PackReader reader)
    {
        (ulong next, ulong count) = (reader.ReadVarint(), reader.ReadVarint());
        byte[] bytes = reader.ReadBytes().ToArray();
        var log = new AnswerLog();
        (log._bytes, log._end, log.First, log.Next) = (bytes, bytes.Length, next - count, next);
        if (count >= next || !log.IsWhole())
            throw reader.Malformed("the answers of a session are damaged");
        return log;
    }

    private bool IsWhole()
    {
        int at = 0;
        for (ulong number = First; number < Next; number++)
        {
            if (at > _end - LengthSize)
                return false;
            int length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));
            if (length < 0 || length > _end - LengthSize - at)
                return false;
            at += LengthSize + length;
        }
        return at == _end;
    }

    private void ForgetFirst()
    {
        _start += LengthSize + BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start));
        First++;
        if (_start == _end)
            (_start, _end) = (0, 0);
    }

    private void MakeRoom(int size)
    {
        if (_end + size <= _bytes.Length)
            return;
        int kept = _end - _start;
        byte[] room = kept + size <= _bytes.Length / 2 ? _bytes : new byte[Math.Max(FirstRoom, 2 * (kept + size))];
        _bytes.AsSpan(_start, kept).CopyTo(room);
        (_bytes, _start, _end) = (room, 0, kept);
    }
}
