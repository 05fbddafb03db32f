using System.Buffers;
using Cohort.Protocol;
using Cohort.Transport;

namespace Cohort.Runtime;

/// <summary>
/// A connection as the driver sees it: what comes goes to the mailbox, in a bounded number of buffers; what the machine
/// writes is gathered over a turn and sent in one piece.
/// </summary>
internal sealed class Connection(int id, ITransportConnection transport, Mailbox<Letter> mailbox, SocketTraffic traffic)
{
    private const int ReceiveBufferSize = 64 << 10;

    // Together with the size, the most bytes of a connection that wait for the machine; then the sender is held up by TCP.
    private const int ReceiveBuffers = 4;

    // Written is told after each piece of this size, so that a slow link shows its progress.
    private const int PieceSize = 128 << 10;

    private readonly SemaphoreSlim _freeBuffers = new(ReceiveBuffers);
    private readonly Lock _sending = new();
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteBatch _pending = new();
    private WriteBatch _underWay = new();
    private bool _busy;
    private bool _broken;
    private volatile bool _closing;

    /// <summary>The number that the machine knows it by.</summary>
    public int Id { get; } = id;

    /// <summary>The other end, for people.</summary>
    public string Remote => transport.Remote;

    /// <summary>Receives until the connection ends, then says so.</summary>
    public async Task ReceiveAsync()
    {
        try
        {
            while (await ReceiveOnceAsync().ConfigureAwait(false)) { }
        }
        catch (IOException)
        {
            // A broken connection is no failure (protocol, section 2): the machine hears that it is closed, and redials.
        }
        _received.TrySetResult();
        if (!_closing)
            mailbox.Post(new Letter(Input.Closed(Id), this));
    }

    /// <summary>Takes back a buffer that the machine has read.</summary>
    public void Release(byte[] buffer)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        _freeBuffers.Release();
    }

    /// <summary>Keeps bytes for the next <see cref="Flush"/>, and copies them unless they stay as they are.</summary>
    public void Write(ReadOnlyMemory<byte> bytes, bool stays)
    {
        lock (_sending)
            if (_broken)
                return;
            else if (stays)
                _pending.Lend(bytes);
            else
                _pending.Copy(bytes.Span);
    }

    /// <summary>Starts to send what was written, unless a send is under way: that one then takes it along.</summary>
    public Task Flush()
    {
        lock (_sending)
        {
            if (_busy || _broken || _pending.Length == 0)
                return Task.CompletedTask;
            _busy = true;
        }
        return SendAsync();
    }

    /// <summary>
    /// Sends what was written, lets the other side read it, and closes: within a time, after which it is cut off. What
    /// still comes is dropped; reading it keeps the operating system from resetting the connection under what was sent.
    /// </summary>
    public async Task CloseAsync(TimeSpan limit)
    {
        _closing = true;
        Task sent = Flush();
        try
        {
            lock (_sending)
                if (!_busy)
                    _sent.TrySetResult();
            await Task.WhenAll(sent, _sent.Task).WaitAsync(limit).ConfigureAwait(false);
            await transport.FinishAsync().ConfigureAwait(false);
            await _received.Task.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            // The other side is gone or does not read: there is nobody left to close in good order with.
        }
        finally
        {
            Abort();
        }
    }

    /// <summary>Closes at once.</summary>
    public void Abort()
    {
        _closing = true;
        transport.Dispose();
    }

    private async ValueTask<bool> ReceiveOnceAsync()
    {
        await _freeBuffers.WaitAsync().ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReceiveBufferSize);
        int count = 0;
        bool posted = false;
        try
        {
            count = await transport.ReceiveAsync(buffer).ConfigureAwait(false);
            if (count > 0)
                traffic.Read(count);
            if (count > 0 && !_closing)
                posted = mailbox.Post(new Letter(Input.Received(Id, buffer.AsMemory(0, count)), this, buffer));
        }
        finally
        {
            if (!posted)
                Release(buffer);
        }
        return count > 0;
    }

    private async Task SendAsync()
    {
        while (TakePending())
        {
            try
            {
                while (_underWay.NextPiece(PieceSize) is { Count: > 0 } piece)
                {
                    await transport.SendAsync(piece).ConfigureAwait(false);
                    int length = 0;
                    foreach (ArraySegment<byte> segment in piece)
                        length += segment.Count;
                    traffic.Wrote(length);
                    if (!_closing)
                        mailbox.Post(new Letter(Input.Written(Id, length), this));
                }
                _underWay.Clear();
            }
            catch (IOException)
            {
                // The receiving side ends with it and reports the connection closed.
                lock (_sending)
                    (_broken, _busy) = (true, false);
                transport.Dispose();
            }
        }
    }

    private bool TakePending()
    {
        lock (_sending)
        {
            if (!_broken && _pending.Length > 0)
            {
                (_pending, _underWay) = (_underWay, _pending);
                return true;
            }
            _busy = false;
            if (_closing)
                _sent.TrySetResult();
            return false;
        }
    }
}
