using System.Runtime.InteropServices;

namespace Cohort.Runtime.Connections;

/// <summary>
/// What is to be sent next on a connection, in order, where it lies: as a rule all of it is sent at once. What is left and
/// does not stay as it is, is copied.
/// </summary>
internal sealed class WriteBatch
{
    // The operating systems take some more in one call, or fewer with another call.
    private const int MostSegments = 512;

    private readonly List<Part> _parts = [];
    private readonly List<ArraySegment<byte>> _piece = [];
    private byte[] _copies = [];
    private int _copied;
    private int _next;
    private int _passed;
    private int _borrowed;

    private enum Place
    {
        // It stays as it is until it is sent.
        Lent,

        // It stays as it is until the end of the turn.
        Borrowed,

        // It is among the copies.
        Copied,
    }

    private readonly record struct Part(Place Place, ReadOnlyMemory<byte> Memory, int Start, int Length);

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>Adds bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="stays">Whether they stay as they are until they are sent, or only until <see cref="Settle"/>.</param>
    public void Add(ReadOnlyMemory<byte> bytes, bool stays)
    {
        _parts.Add(new Part(stays ? Place.Lent : Place.Borrowed, bytes, 0, bytes.Length));
        _borrowed += stays ? 0 : bytes.Length;
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

    /// <summary>Copies what is left and does not stay as it is.</summary>
    public void Settle()
    {
        if (_borrowed == 0)
            return;
        MakeRoom(_borrowed);
        for (int at = _next; at < _parts.Count; at++)
        {
            if (_parts[at] is not { Place: Place.Borrowed } part)
                continue;
            part.Memory.Span.CopyTo(_copies.AsSpan(_copied));
            _parts[at] = new Part(Place.Copied, default, _copied, part.Length);
            _copied += part.Length;
        }
        _borrowed = 0;
    }

    // A link that is never quite done must not keep all that it ever sent.
    private void MakeRoom(int length)
    {
        _parts.RemoveRange(0, _next);
        _next = 0;
        if (_copies.Length - _copied >= length)
            return;
        int first = _parts.FindIndex(part => part.Place == Place.Copied);
        int sent = first < 0 ? _copied : _parts[first].Start;
        _copied -= sent;
        byte[] room =
            _copied + length > _copies.Length / 2 ? new byte[Math.Max(_copies.Length * 2, _copied + length)] : _copies;
        _copies.AsSpan(sent, _copied).CopyTo(room);
        _copies = room;
        for (int at = Math.Max(first, 0); at < _parts.Count; at++)
            if (_parts[at] is { Place: Place.Copied } part)
                _parts[at] = part with { Start = part.Start - sent };
    }

    private void Clear()
    {
        _parts.Clear();
        _piece.Clear();
        (_copied, _next, _passed, _borrowed) = (0, 0, 0, 0);
    }

    private ArraySegment<byte> Segment(in Part part)
    {
        if (part.Place == Place.Copied)
            return new ArraySegment<byte>(_copies, part.Start, part.Length);
        return MemoryMarshal.TryGetArray(part.Memory, out ArraySegment<byte> segment)
            ? segment
            : new ArraySegment<byte>(part.Memory.ToArray());
    }
}
