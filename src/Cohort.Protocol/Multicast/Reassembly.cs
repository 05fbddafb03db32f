using Cohort.Protocol.Memory;

namespace Cohort.Protocol.Multicast;

/// <summary>
/// Puts the fragments of the message that comes next in a stream together, some in each step: by the time it may be
/// delivered as a rule nothing is left to copy, so that no other message waits for it.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="memory">Where the message lies.</param>
/// <param name="most">So many bytes are copied in one step, about.</param>
internal sealed class Reassembly(SenderStream stream, SlabPool memory, int most)
{
    private SlabPart? _whole;
    private ulong _first;
    private ulong _next;
    private int _filled;

    /// <summary>Goes on with what has been received of the next message.</summary>
    public void Advance()
    {
        ulong first = stream.Delivered + 1;
        if (first <= stream.Received && stream[first] is { First: true, Last: false, IsAnnouncement: false })
            Copy(first, stream.Received, most);
    }

    /// <summary>The message from one item to another, held once for the caller.</summary>
    public SlabPart Take(ulong first, ulong last)
    {
        SlabPart whole = Copy(first, last, int.MaxValue);
        Invariant.Check(_filled == whole.Length);
        _whole = null;
        return whole;
    }

    private SlabPart Copy(ulong first, ulong last, int atMost)
    {
        if (_first != first)
            Forget();
        SlabPart whole = _whole ?? Begin(first);
        for (int copied = 0; _next <= last && _filled < whole.Length && copied < atMost; _next++)
        {
            ReadOnlySpan<byte> part = stream[_next].Payload.Span;
            Invariant.Check(part.Length <= whole.Length - _filled);
            part.CopyTo(whole.Writable[_filled..]);
            _filled += part.Length;
            copied += part.Length;
        }
        return whole;
    }

    private SlabPart Begin(ulong first)
    {
        SlabPart whole = memory.Take(stream[first].MessageSize);
        (_whole, _first, _next, _filled) = (whole, first, first, 0);
        return whole;
    }

    // What was begun may have been passed: a state that was loaded contains it.
    private void Forget()
    {
        _whole?.Slab.Release();
        _whole = null;
    }
}
