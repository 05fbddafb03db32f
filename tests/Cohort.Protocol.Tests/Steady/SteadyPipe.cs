namespace Cohort.Protocol.Tests.Steady;

/// <summary>One node's end of a connection of a <see cref="SteadyCluster"/>: what it has written, until the other takes
/// it.</summary>
internal sealed class SteadyPipe(int id)
{
    private byte[] _written = new byte[4 << 10];
    private byte[] _taken = new byte[4 << 10];
    private int _count;
    private int _untold;
    private bool _isClosed;
    private bool _otherHeard;

    /// <summary>The number that its node knows it by.</summary>
    public int Id { get; } = id;

    /// <summary>The other end, which exists as soon as the node hears of the connection.</summary>
    public SteadyPipe Other { get; set; } = null!;

    /// <summary>Whether this node has closed it, and the other has taken all that was written before.</summary>
    public bool HasEnded => _isClosed && _count == 0;

    /// <summary>Writes, as to a socket: the bytes are copied.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_written.Length - _count < bytes.Length)
            Array.Resize(ref _written, Math.Max(_written.Length * 2, _count + bytes.Length));
        bytes.CopyTo(_written.AsSpan(_count));
        _count += bytes.Length;
        _untold += bytes.Length;
    }

    /// <summary>Nothing more is written, and nothing taken.</summary>
    public void Close() => _isClosed = true;

    /// <summary>How many bytes were written since this was asked last.</summary>
    public int TakeWritten()
    {
        (int written, _untold) = (_untold, 0);
        return written;
    }

    /// <summary>What the other end has written; valid until this is called again.</summary>
    public ReadOnlyMemory<byte> TakeBytes() => Other.Take();

    /// <summary>Whether the other end has closed it, which is said once.</summary>
    public bool TakeClosed()
    {
        bool closes = !_isClosed && !_otherHeard && Other.HasEnded;
        _otherHeard |= closes;
        return closes;
    }

    private ReadOnlyMemory<byte> Take()
    {
        (_written, _taken) = (_taken, _written);
        (int count, _count) = (_count, 0);
        return _taken.AsMemory(0, count);
    }
}
