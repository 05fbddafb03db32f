using System.IO.Pipelines;
using Cohort.Server.Resp;

namespace Cohort.Server.Connections;

/// <summary>
/// What goes to a client: replies, and messages that were published. Anybody may add to it; it is written by one at a time. What a client
/// does not take waits here, up to a limit.
/// </summary>
/// <param name="output">The connection.</param>
/// <param name="limit">The most bytes that may wait.</param>
internal sealed class Outbox(PipeWriter output, long limit)
{
    private readonly Lock _lock = new();
    private ReplyWriter _waiting = new();
    private ReplyWriter _writing = new();
    private TaskCompletionSource? _drained;
    private bool _isWriting;
    private bool _isClosed;

    /// <summary>How many bytes wait.</summary>
    public long Length
    {
        get
        {
            lock (_lock)
                return _waiting.Length;
        }
    }

    /// <summary>Adds bytes, and writes as much as the connection takes at once.</summary>
    /// <returns>False where too much waits already, or the connection is closed: nothing was added.</returns>
    public bool TryAdd(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_isClosed || _waiting.Length + (long)bytes.Length > Math.Max(limit, bytes.Length))
                return false;
            _waiting.Raw(bytes);
            if (_isWriting)
                return true;
            _isWriting = true;
        }
        _ = WriteAsync();
        return true;
    }

    /// <summary>Waits until the connection has taken everything that is there.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            if (!_isWriting)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (TryTake())
            {
                Copy(_writing.Written);
                _writing.Clear();
                FlushResult result = await output.FlushAsync().ConfigureAwait(false);
                if (result.IsCompleted || result.IsCanceled)
                {
                    Close();
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client is gone: whoever reads from the connection sees it, too.
            Close();
        }
    }

    private void Copy(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }

    private bool TryTake()
    {
        TaskCompletionSource? drained = null;
        lock (_lock)
        {
            if (_waiting.Length > 0)
            {
                (_waiting, _writing) = (_writing, _waiting);
                return true;
            }
            _isWriting = false;
            (drained, _drained) = (_drained, null);
        }
        drained?.SetResult();
        return false;
    }

    private void Close()
    {
        TaskCompletionSource? drained;
        lock (_lock)
        {
            (_isClosed, _isWriting) = (true, false);
            _waiting.Clear();
            (drained, _drained) = (_drained, null);
        }
        drained?.SetResult();
    }
}
