using System.Runtime.InteropServices;

namespace Cohort.Runtime;

/// <summary>
/// What is to be sent next on a connection: small things copied one after the other, large ones where they lie, in order.
/// </summary>
internal sealed class WriteBatch
{
    // The operating systems take some more in one call, or fewer with another call.
    private const int MostSegments = 512;

    private readonly List<Part> _parts = [];
    private readonly List<ArraySegment<byte>> _piece = [];
    private byte[] _copies = new byte[4 << 10];
    private int _copied;
    private int _next;
    private int _passed;

    // Where no memory is named, the bytes are among the copies.
    private readonly record struct Part(ReadOnlyMemory<byte> Memory, int Start, int Length);

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>Adds a copy of some bytes.</summary>
    public void Copy(ReadOnlySpan<byte> bytes)
    {
        if (_copies.Length - _copied < bytes.Length)
            MakeRoom(bytes.Length);
        bytes.CopyTo(_copies.AsSpan(_copied));
        if (_parts.Count > 0 && _parts[^1] is { Memory.IsEmpty: true } last)
            _parts[^1] = last with { Length = last.Length + bytes.Length };
        else
            _parts.Add(new Part(default, _copied, bytes.Length));
        _copied += bytes.Length;
        Length += bytes.Length;
    }

    /// <summary>Adds bytes that stay as they are until they are sent.</summary>
    public void Lend(ReadOnlyMemory<byte> bytes)
    {
        _parts.Add(new Part(bytes, 0, bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>The next bytes to send, about so many; empty where there are none. Valid until the next call.</summary>
    public IList<ArraySegment<byte>> NextPiece(int size)
    {
        _piece.Clear();
        int passed = _passed;
        for (int next = _next; size > 0 && next < _parts.Count && _piece.Count < MostSegments; next++)
        {
            Part part = _parts[next];
            int length = Math.Min(part.Length - passed, size);
            _piece.Add(Segment(part).Slice(passed, length));
            size -= length;
            passed = 0;
        }
        return _piece;
    }

    /// <summary>So many of the next bytes are sent. When all are, all is forgotten.</summary>
    public void Pass(int bytes)
    {
        Length -= bytes;
        if (Length == 0)
        {
            Clear();
            return;
        }
        while (bytes > 0)
        {
            int left = _parts[_next].Length - _passed;
            if (bytes < left)
            {
                _passed += bytes;
                return;
            }
            bytes -= left;
            _parts[_next++] = default;
            _passed = 0;
        }
    }

    // A link that is never quite done must not keep all that it ever sent.
    private void MakeRoom(int length)
    {
        _parts.RemoveRange(0, _next);
        _next = 0;
        int first = _parts.FindIndex(part => part.Memory.IsEmpty);
        int sent = first < 0 ? _copied : _parts[first].Start;
        _copied -= sent;
        byte[] room =
            _copied + length > _copies.Length / 2 ? new byte[Math.Max(_copies.Length * 2, _copied + length)] : _copies;
        _copies.AsSpan(sent, _copied).CopyTo(room);
        _copies = room;
        for (int at = Math.Max(first, 0); at < _parts.Count; at++)
            if (_parts[at] is { Memory.IsEmpty: true } part)
                _parts[at] = part with { Start = part.Start - sent };
    }

    private void Clear()
    {
        _parts.Clear();
        _piece.Clear();
        (_copied, _next, _passed) = (0, 0, 0);
    }

    private ArraySegment<byte> Segment(in Part part)
    {
        if (part.Memory.IsEmpty)
            return new ArraySegment<byte>(_copies, part.Start, part.Length);
        return MemoryMarshal.TryGetArray(part.Memory, out ArraySegment<byte> segment)
            ? segment
            : new ArraySegment<byte>(part.Memory.ToArray());
    }
}
