using System.Diagnostics;
using Cohort.Protocol;

namespace Cohort.Runtime.Groups;

/// <summary>
/// The sends and flushes of one membership on their way to the machine, in the order of the calls. Only so many bytes
/// may wait in the machine for the window; what exceeds them waits here, with its caller, and can still be cancelled.
/// </summary>
internal sealed class Outbox(Func<Input, bool> post, int handle, string group, Limits limits)
{
    private const long MostBytesUnderWay = 1 << 20;
    private const int MostUnderWay = 1024;

    private readonly Lock _lock = new();
    private readonly LinkedList<Request> _waiting = [];
    private readonly Dictionary<long, Request> _underWay = [];
    private readonly List<(Request, Failure)> _rejected = [];
    private long _bytesUnderWay;
    private long _lastTicket;
    private Ending? _ending;

    /// <summary>Sends; completes when the machine has taken the message into the stream.</summary>
    public ValueTask SendAsync(
        ReadOnlyMemory<byte> payload,
        Order order,
        Delivery delivery,
        bool fromHandler,
        GroupStatus status,
        CancellationToken cancellationToken
    )
    {
        if (payload.Length > limits.MessageSize)
            return ValueTask.FromException(
                new MessageTooLargeException(group, status, payload.Length, limits.MessageSize)
            );
        // The machine reads the payload before it accepts it. Only who may get his buffer back earlier needs a copy: one who
        // stops waiting, and a handler, whose message is accepted before it is read.
        if (fromHandler || cancellationToken.CanBeCanceled)
            payload = payload.ToArray();
        return new(Enter(new Request(payload, order, delivery, fromHandler, cancellationToken)));
    }

    /// <summary>Completes when all that was sent before is stable, or in the cut of an installed view.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => Enter(new Request(cancellationToken));

    /// <summary>
    /// The machine's answer to a request. What is rejected because the membership ends is told with
    /// <see cref="TellRejected"/>, when it is known how it ended.
    /// </summary>
    public void Answer(in Output output)
    {
        Request? request;
        lock (_lock)
        {
            if (!_underWay.Remove(output.Ticket, out request))
                return;
            _bytesUnderWay -= request.Size;
            PostWaiting();
        }
        if (output.Kind is OutputKind.Accepted or OutputKind.Flushed)
            request.Complete();
        else
            _rejected.Add((request, output.Failure));
    }

    /// <summary>Tells the callers of what was rejected.</summary>
    public void TellRejected(Ending ending)
    {
        foreach ((Request request, Failure failure) in _rejected)
            request.Fail(Explain(failure, request, ending));
        _rejected.Clear();
    }

    /// <summary>The membership is over: what the machine has not answered is unknown, what it has not seen was not sent.</summary>
    public void End(Ending ending)
    {
        Request[] unknown;
        Request[] notSent;
        lock (_lock)
        {
            if (_ending is not null)
                return;
            _ending = ending;
            unknown = [.. _underWay.Values];
            notSent = [.. _waiting];
            _underWay.Clear();
            _waiting.Clear();
        }
        foreach (Request request in unknown)
            request.Fail(ending.Unknown());
        foreach (Request request in notSent)
            request.Fail(ending.NotDelivered());
    }

    private Task Enter(Request request)
    {
        if (request.CancellationToken.IsCancellationRequested)
            return Task.FromCanceled(request.CancellationToken);
        lock (_lock)
        {
            if (_ending is { } ending)
                return Task.FromException(ending.NotDelivered());
            if (request.FromHandler || (_waiting.Count == 0 && HasRoomFor(request)))
                Post(request);
            else
                _waiting.AddLast(request);
        }
        request.CancelWith(Withdraw);
        return request.Completion;
    }

    private void Withdraw(Request request)
    {
        lock (_lock)
        {
            // One that is under way cannot be taken back; only its caller stops waiting.
            if (_waiting.Remove(request))
                PostWaiting();
        }
        request.Cancel();
    }

    private void PostWaiting()
    {
        while (_ending is null && _waiting.First is { } first && HasRoomFor(first.Value))
        {
            _waiting.RemoveFirst();
            Post(first.Value);
        }
    }

    private bool HasRoomFor(Request request) =>
        _underWay.Count == 0 || (_underWay.Count < MostUnderWay && _bytesUnderWay + request.Size <= MostBytesUnderWay);

    private void Post(Request request)
    {
        long ticket = ++_lastTicket;
        _underWay.Add(ticket, request);
        _bytesUnderWay += request.Size;
        // A node that has stopped takes no letters; the membership then ends, and this request with it.
        post(
            request.IsFlush
                ? Input.Flush(handle, ticket)
                : Input.Send(handle, ticket, request.Payload, request.Order, request.Delivery, request.FromHandler)
        );
    }

    private Exception Explain(Failure failure, Request request, Ending ending) =>
        failure switch
        {
            Failure.TooLarge => new MessageTooLargeException(group, ending.Status, request.Size, limits.MessageSize),
            Failure.BacklogFull => new BacklogFullException(group, ending.Status, limits.HandlerReserve),
            Failure.NotDelivered or Failure.NoSuchGroup => ending.NotDelivered(),
            Failure.Unknown => ending.Unknown(),
            _ => throw new UnreachableException($"A request failed with {failure}."),
        };

    /// <summary>One call.</summary>
    private sealed class Request
    {
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private CancellationTokenRegistration _cancellation;

        public Request(
            ReadOnlyMemory<byte> payload,
            Order order,
            Delivery delivery,
            bool fromHandler,
            CancellationToken cancellationToken
        )
        {
            Payload = payload;
            Order = order;
            Delivery = delivery;
            FromHandler = fromHandler;
            CancellationToken = cancellationToken;
        }

        public Request(CancellationToken cancellationToken)
        {
            IsFlush = true;
            CancellationToken = cancellationToken;
        }

        public bool IsFlush { get; }
        public ReadOnlyMemory<byte> Payload { get; }
        public int Size => Payload.Length;
        public Order Order { get; }
        public Delivery Delivery { get; }
        public bool FromHandler { get; }
        public CancellationToken CancellationToken { get; }
        public Task Completion => _completion.Task;

        public void CancelWith(Action<Request> withdraw)
        {
            if (CancellationToken.CanBeCanceled)
                _cancellation = CancellationToken.Register(() => withdraw(this));
            if (_completion.Task.IsCompleted)
                _cancellation.Unregister();
        }

        public void Complete()
        {
            _completion.TrySetResult();
            _cancellation.Unregister();
        }

        public void Fail(Exception failure)
        {
            _completion.TrySetException(failure);
            _cancellation.Unregister();
        }

        public void Cancel() => _completion.TrySetCanceled(CancellationToken);
    }
}
