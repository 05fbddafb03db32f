using System.Diagnostics;
using Cohort.Protocol;
using Cohort.Runtime.Observation;

namespace Cohort.Runtime.Groups;

/// <summary>
/// The sends and flushes of one membership on their way to the machine, in the order of the calls. Only so many bytes
/// may wait in the machine for the window; what exceeds them waits here, with its caller, and can still be cancelled.
/// A small message to a group at work is copied, and its caller goes on at once: nothing but the end of the membership
/// keeps it from its place in the stream.
/// </summary>
internal sealed class Outbox(
    Action<Outbox> signal,
    int handle,
    string group,
    Limits limits,
    GroupObservation observation
)
{
    private const long MostBytesUnderWay = 1 << 20;
    private const int MostUnderWay = 1024;
    private const int CopiedBytes = 128 << 10;
    private const int MostCopied = 2048;
    private const int LargestCopied = 4 << 10;
    private const int MostRecycled = MostUnderWay;

    private readonly Lock _lock = new();
    private readonly WaitingLine _waiting = new();
    private readonly Dictionary<long, SendRequest> _underWay = [];
    private readonly List<(SendRequest, Failure)> _rejected = [];
    private readonly Stack<SendRequest> _idle = [];
    private readonly CopyRing _copies = new(CopiedBytes, MostCopied);
    private const int FirstRoom = 4;

    private Input[] _posted = [];
    private int _postedCount;
    private int _postedSends;
    private long _postedBytes;
    private SendMark[] _marks = [];
    private bool _hasMarks;

    // Used by the driver's thread alone.
    private readonly List<(long Ticket, SendMark Mark)> _drained = [];
    private long _bytesUnderWay;
    private long _lastTicket;
    private Ending? _ending;

    /// <summary>Sends; completes when the message has, or is certain to get, its place in the stream.</summary>
    public ValueTask SendAsync(
        ReadOnlyMemory<byte> payload,
        Order order,
        Delivery delivery,
        bool fromHandler,
        GroupStatus status,
        CancellationToken cancellationToken,
        bool isCall = false
    )
    {
        if (payload.Length > limits.MessageSize)
            return ValueTask.FromException(
                new MessageTooLargeException(group, status, payload.Length, limits.MessageSize)
            );
        SendMark mark = Instruments.FollowsSends ? observation.Begin(order, delivery, payload.Length) : default;
        bool mayCopy = payload.Length <= LargestCopied && status == GroupStatus.Active && !fromHandler;
        if (
            mayCopy
            && !cancellationToken.IsCancellationRequested
            && TryCopy(payload.Span, order, delivery, isCall, mark)
        )
            return ValueTask.CompletedTask;
        // The machine reads the payload before it accepts it. Only who may get his buffer back earlier needs a copy: one who
        // stops waiting, and a handler, whose message is accepted before it is read.
        if (fromHandler || cancellationToken.CanBeCanceled)
            payload = payload.ToArray();
        return Enter(NewRequest().ForSend(payload, order, delivery, fromHandler, isCall, mark, cancellationToken));
    }

    /// <summary>Completes when all that was sent before is stable, or in the cut of an installed view.</summary>
    public Task FlushAsync(ulong expulsions, CancellationToken cancellationToken) =>
        Enter(NewRequest().ForFlush(expulsions, cancellationToken)).AsTask();

    /// <summary>Moves what was posted to the inputs of a turn; on the driver's thread.</summary>
    public void Drain(InputList inputs)
    {
        int sends;
        long bytes;
        lock (_lock)
        {
            inputs.Add(_posted.AsSpan(0, _postedCount));
            if (_hasMarks || observation.Own.IsFollowing)
                GatherMarks();
            Array.Clear(_posted, 0, _postedCount);
            (sends, bytes) = (_postedSends, _postedBytes);
            (_postedCount, _postedSends, _postedBytes) = (0, 0, 0);
        }
        // Who listens may do anything, and so is told without the lock.
        if (sends > 0)
            observation.CountSent(sends, bytes);
        foreach ((long ticket, SendMark mark) in _drained)
            observation.Own.Sent(ticket, mark);
        _drained.Clear();
    }

    /// <summary>Keeps no room for requests, where there are none; on the driver's thread.</summary>
    public void Tidy()
    {
        lock (_lock)
        {
            _copies.Tidy();
            if (_postedCount == 0)
                (_posted, _marks) = ([], []);
            _idle.Clear();
            _idle.TrimExcess();
            _underWay.TrimExcess();
        }
    }

    /// <summary>
    /// The machine's answer to a request. What is rejected because the membership ends is told with
    /// <see cref="TellRejected"/>, when it is known how it ended.
    /// </summary>
    public void Answer(in Output output)
    {
        SendRequest? request;
        bool posted;
        lock (_lock)
        {
            if (output.Ticket == Input.NoTicket)
            {
                _copies.LetGo((int)output.Position);
                return;
            }
            if (!_underWay.Remove(output.Ticket, out request))
                return;
            _bytesUnderWay -= request.Size;
            posted = PostWaiting();
        }
        if (posted)
            signal(this);
        if (output.Kind is OutputKind.Accepted or OutputKind.Flushed)
            request.Complete();
        else
            _rejected.Add((request, output.Failure));
    }

    /// <summary>Tells the callers of what was rejected.</summary>
    public void TellRejected(GroupStatus status, string reason, Exception? cause, string? expulsion)
    {
        if (_rejected.Count == 0)
            return;
        var ending = new Ending(group, status, reason, cause, expulsion);
        foreach ((SendRequest request, Failure failure) in _rejected)
            request.Fail(Explain(failure, request, ending));
        _rejected.Clear();
    }

    /// <summary>The membership is over: what the machine has not answered is unknown, what it has not seen was not sent.</summary>
    public void End(Ending ending)
    {
        SendRequest[] unknown;
        var notSent = new List<SendRequest>();
        lock (_lock)
        {
            if (_ending is not null)
                return;
            _ending = ending;
            unknown = [.. _underWay.Values];
            _underWay.Clear();
            while (_waiting.First is { } next && _waiting.Remove(next))
                notSent.Add(next);
        }
        foreach (SendRequest request in unknown)
            request.Fail(ending.Unknown());
        foreach (SendRequest request in notSent)
        {
            GroupObservation.NotSent(request.Mark, "the membership ended");
            request.Fail(ending.NotDelivered());
        }
    }

    private void GatherMarks()
    {
        for (int at = 0; at < _postedCount; at++)
            if (_posted[at].Kind == InputKind.Send)
                _drained.Add((_posted[at].Ticket, at < _marks.Length ? _marks[at] : default));
        Array.Clear(_marks);
        _hasMarks = false;
    }

    private bool TryCopy(ReadOnlySpan<byte> payload, Order order, Delivery delivery, bool isCall, in SendMark mark)
    {
        bool first;
        lock (_lock)
        {
            if (
                _ending is not null
                || _waiting.First is not null
                || !_copies.TryCopy(payload, out ReadOnlyMemory<byte> copy)
            )
                return false;
            first = Append(Input.Send(handle, Input.NoTicket, copy, order, delivery, isCall: isCall), mark);
        }
        if (first)
            signal(this);
        return true;
    }

    private ValueTask Enter(SendRequest request)
    {
        if (request.CancellationToken.IsCancellationRequested)
        {
            GroupObservation.NotSent(request.Mark, "it was cancelled");
            return ValueTask.FromCanceled(request.CancellationToken);
        }
        ValueTask completion = request.Completion;
        // Once it is posted, one that cannot be cancelled may be answered, and be somebody else's.
        bool mayWithdraw = request.CancellationToken.CanBeCanceled;
        bool first = false;
        Ending? ending;
        lock (_lock)
        {
            ending = _ending;
            if (ending is null && (request.FromHandler || (_waiting.First is null && HasRoomFor(request))))
                first = Post(request);
            else if (ending is null)
                _waiting.Add(request);
        }
        if (ending is not null)
        {
            GroupObservation.NotSent(request.Mark, "the membership has ended");
            return ValueTask.FromException(ending.NotDelivered());
        }
        if (first)
            signal(this);
        if (mayWithdraw)
            request.CancelWith(Withdraw);
        return completion;
    }

    private void Withdraw(SendRequest request)
    {
        bool posted;
        bool removed;
        lock (_lock)
        {
            // One that is under way cannot be taken back; only its caller stops waiting.
            removed = _waiting.Remove(request);
            posted = removed && PostWaiting();
        }
        if (removed)
            GroupObservation.NotSent(request.Mark, "it was cancelled");
        if (posted)
            signal(this);
        request.Cancel();
    }

    // True where the driver has to be told that there is something.
    private bool PostWaiting()
    {
        bool first = false;
        while (_ending is null && _waiting.First is { } next && HasRoomFor(next))
        {
            _waiting.Remove(next);
            first |= Post(next);
        }
        return first;
    }

    private bool HasRoomFor(SendRequest request) =>
        _underWay.Count == 0 || (_underWay.Count < MostUnderWay && _bytesUnderWay + request.Size <= MostBytesUnderWay);

    private bool Post(SendRequest request)
    {
        long ticket = ++_lastTicket;
        _underWay.Add(ticket, request);
        _bytesUnderWay += request.Size;
        return Append(
            request.IsFlush
                ? Input.Flush(handle, ticket, request.Expulsions)
                : Input.Send(
                    handle,
                    ticket,
                    request.Payload,
                    request.Order,
                    request.Delivery,
                    request.FromHandler,
                    request.IsCall
                ),
            request.Mark
        );
    }

    private bool Append(in Input input, in SendMark mark)
    {
        if (_postedCount == _posted.Length)
            Array.Resize(ref _posted, Math.Max(FirstRoom, _postedCount * 2));
        if (mark.Since != 0)
        {
            if (_marks.Length < _posted.Length)
                Array.Resize(ref _marks, _posted.Length);
            _marks[_postedCount] = mark;
            _hasMarks = true;
        }
        if (input.Kind == InputKind.Send)
        {
            _postedSends++;
            _postedBytes += input.Bytes.Length;
        }
        _posted[_postedCount++] = input;
        return _postedCount == 1;
    }

    private SendRequest NewRequest()
    {
        lock (_lock)
            return _idle.TryPop(out SendRequest? idle) ? idle : new SendRequest(Recycle);
    }

    private void Recycle(SendRequest request)
    {
        lock (_lock)
            if (_idle.Count < MostRecycled)
                _idle.Push(request);
    }

    private Exception Explain(Failure failure, SendRequest request, Ending ending) =>
        failure switch
        {
            Failure.TooLarge => new MessageTooLargeException(group, ending.Status, request.Size, limits.MessageSize),
            Failure.BacklogFull => new BacklogFullException(group, ending.Status, limits.HandlerReserve),
            Failure.NotDelivered or Failure.NoSuchGroup => ending.NotDelivered(),
            Failure.Unknown => ending.Unknown(),
            _ => throw new UnreachableException($"A request failed with {failure}."),
        };
}
