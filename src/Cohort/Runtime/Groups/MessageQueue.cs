namespace Cohort.Runtime.Groups;

/// <summary>
/// The messages that wait for <see cref="Group.ReadMessagesAsync"/>. It needs no bound: none of them counts as handled
/// until the reader asks for the next one, so the senders' windows bound it.
/// </summary>
internal sealed class MessageQueue(HandlerContext context, Consumption consumption)
{
    private readonly HandlerContext _context = context;
    private readonly Lock _lock = new();
    private readonly Queue<Message> _messages = new();
    private TaskCompletionSource? _arrival;
    private TaskCompletionSource? _drained;
    private Reader? _reader;
    private bool _inHand;
    private bool _ended;
    private Exception? _failure;

    /// <summary>Adds a message at the end.</summary>
    public void Add(in Message message)
    {
        lock (_lock)
        {
            _messages.Enqueue(message);
            _arrival?.TrySetResult();
        }
    }

    /// <summary>Completes when all messages have been read and finished with, so that the state may be saved or replaced.</summary>
    public Task WhenDrainedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_messages.Count == 0 && !_inHand)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>No more will come: the reader stops after what is there or, where there was a failure, at once.</summary>
    public void End(Exception? failure)
    {
        lock (_lock)
        {
            (_ended, _failure) = (true, failure);
            _arrival?.TrySetResult();
        }
    }

    /// <summary>Begins to read.</summary>
    public IAsyncEnumerator<Message> Read(CancellationToken first, CancellationToken second)
    {
        lock (_lock)
        {
            if (_reader is not null)
                throw new InvalidOperationException(
                    "Somebody is reading this group's messages already, and each message is read once. Let one loop read "
                        + "and pass on what it reads."
                );
            return _reader = new Reader(this, CancellationTokenSource.CreateLinkedTokenSource(first, second));
        }
    }

    // Without a message and without an arrival to wait for, this is the end.
    private bool TryTake(out Message message, out Task? arrival)
    {
        lock (_lock)
        {
            arrival = null;
            if (_failure is { } failure)
                throw failure;
            if (_messages.TryDequeue(out message))
                return _inHand = true;
            if (_ended)
                return false;
            _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            arrival = _arrival.Task;
            return false;
        }
    }

    private void Finish()
    {
        lock (_lock)
        {
            if (!_inHand)
                return;
            _inHand = false;
            consumption.Finished(moreToCome: _messages.Count > 0);
            if (_messages.Count > 0)
                return;
            _drained?.TrySetResult();
            _drained = null;
        }
    }

    private void Release(Reader reader)
    {
        Finish();
        lock (_lock)
            if (_reader == reader)
                _reader = null;
    }

    private sealed class Reader(MessageQueue queue, CancellationTokenSource cancellation) : IAsyncEnumerator<Message>
    {
        private HandlerContext.Scope? _scope;
        private Message _current;

        public Message Current => _current;

        // Not async itself, so that the scope flows to the caller: the body of the loop is a handler.
        public ValueTask<bool> MoveNextAsync()
        {
            End();
            _scope = queue._context.Enter();
            return MoveNextAsync(_scope);
        }

        public ValueTask DisposeAsync()
        {
            End();
            queue.Release(this);
            cancellation.Dispose();
            return ValueTask.CompletedTask;
        }

        private async ValueTask<bool> MoveNextAsync(HandlerContext.Scope scope)
        {
            queue.Finish();
            while (true)
            {
                cancellation.Token.ThrowIfCancellationRequested();
                if (queue.TryTake(out _current, out Task? arrival))
                    return scope.IsRunning = true;
                if (arrival is null)
                    return false;
                await arrival.WaitAsync(cancellation.Token).ConfigureAwait(false);
            }
        }

        private void End()
        {
            if (_scope is { } scope)
                scope.IsRunning = false;
        }
    }
}
