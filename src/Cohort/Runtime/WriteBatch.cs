using System.Runtime.InteropServices;

namespace Cohort.Runtime;

/// <summary>
/// What is to be sent next on a connection: small things copied one after the other, large ones where they lie, in order.
/// </summary>
internal sealed class WriteBatch
{
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
            Array.Resize(ref _copies, Math.Max(_copies.Length * 2, _copied + bytes.Length));
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

    /// <summary>The next bytes to send, about so many; empty where all were. Valid until the next call.</summary>
    public IList<ArraySegment<byte>> NextPiece(int size)
    {
        _piece.Clear();
        while (size > 0 && _next < _parts.Count)
        {
            Part part = _parts[_next];
            int length = Math.Min(part.Length - _passed, size);
            _piece.Add(Segment(part).Slice(_passed, length));
            size -= length;
            _passed += length;
            if (_passed < part.Length)
                continue;
            _next++;
            _passed = 0;
        }
        return _piece;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _parts.Clear();
        _piece.Clear();
        (_copied, _next, _passed, Length) = (0, 0, 0, 0);
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
