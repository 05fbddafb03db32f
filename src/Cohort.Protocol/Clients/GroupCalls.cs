using System.Text;
using Cohort.Protocol.Links;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>
/// The calls of a client to one group: they wait for a session and for its window, go to one member, and again to another with the
/// same number where that one is gone or silent.
/// </summary>
internal sealed class GroupCalls(ClientContext context, string group, HomeNode home)
{
    private const int Window = 32;
    private const int MostWaiting = 4096;
    private const long MostBytes = 16 << 20;
    private const int MostDoublings = 3;
    private const int MostOpeningDoublings = 8;
    private static readonly TimeSpan ShortestOpeningPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan KeepUnused = TimeSpan.FromSeconds(10);

    private readonly LinkedList<ClientCall> _waiting = new();
    private readonly List<ClientCall> _underWay = [];
    private readonly SortedDictionary<ulong, (ClientCall? Call, SessionId Session)> _requests = [];
    private long _bytes;
    private SessionId? _session;
    private ulong _nonce;
    private ulong _lastNumber;
    private Link? _sentOn;
    private Instant _openedAt;
    private Instant _mayOpenAt;
    private int _expirations;
    private Instant _usedAt = context.Now;
    private int _silences;

    public string Name { get; } = group;

    /// <summary>Whom it calls.</summary>
    public Contact Contact { get; } = new(context, group, home);

    /// <summary>Whether nothing has been asked for long.</summary>
    public bool IsIdle => IsEmpty && context.Now - _usedAt > KeepUnused;

    /// <summary>When it wants to be called next.</summary>
    public Instant NextLook
    {
        get
        {
            if (IsEmpty)
                return _usedAt + KeepUnused + KeepUnused / 10;
            bool waits = _session is null && context.Now < _mayOpenAt && _mayOpenAt < Contact.NextLook;
            return waits ? _mayOpenAt : Contact.NextLook;
        }
    }

    private bool IsEmpty => _waiting.Count == 0 && _underWay.Count == 0;

    // A member that is cut off may not know of it; who has waited in vain waits longer the next time.
    private TimeSpan Patience => 2 * context.Settings.SuspicionTime * (1 << Math.Min(_silences, MostDoublings));

    /// <summary>The application calls.</summary>
    public void Call(long ticket, ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > CallRequest.MostBytes)
            End(ticket, CallOutcome.TooLarge, $"{payload.Length} bytes; the most are {CallRequest.MostBytes}");
        else if (_waiting.Count >= MostWaiting || _bytes + payload.Length > MostBytes)
            End(
                ticket,
                CallOutcome.Busy,
                $"{_waiting.Count} calls with {_bytes} bytes wait already. {Contact.Trouble}"
            );
        else
            Wait(new ClientCall(ticket, payload));
    }

    /// <summary>The application waits for a call no longer; false where it is none of these.</summary>
    public bool Cancel(long ticket)
    {
        for (LinkedListNode<ClientCall>? node = _waiting.First; node is not null; node = node.Next)
            if (node.Value.Ticket == ticket)
            {
                _waiting.Remove(node);
                _bytes -= node.Value.Payload.Length;
                End(ticket, CallOutcome.NotSent, Trouble("it has not been sent"));
                return true;
            }
        int at = _underWay.FindIndex(call => call.Ticket == ticket);
        if (at < 0)
            return false;
        End(
            _underWay[at],
            CallOutcome.Unknown,
            default,
            Trouble("it has been sent, and may take effect or have done so")
        );
        return true;
    }

    /// <summary>A node has answered; false where it is no answer to any of these.</summary>
    public bool Answered(ulong request, DeskAnswer answer, ReadOnlySpan<byte> rest, out bool makesSense)
    {
        makesSense = true;
        if (!_requests.Remove(request, out (ClientCall? Call, SessionId Session) asked))
            return false;
        switch (answer)
        {
            case DeskAnswer.Done:
                var reader = new FrameReader(rest, context.Settings.Limits);
                CallAnswer done = CallAnswer.Read(ref reader);
                makesSense = reader.Complete;
                if (makesSense)
                    Done(asked.Call, asked.Session, done);
                break;
            case DeskAnswer.TakesNone:
                EndAll(CallOutcome.TakesNoCalls, "its members take none");
                break;
            default:
                Elsewhere(Encoding.UTF8.GetString(rest));
                break;
        }
        return true;
    }

    /// <summary>Sends what may be sent, and again what has not been answered.</summary>
    public void Advance()
    {
        if (IsEmpty)
        {
            if (IsIdle)
                Contact.Rest();
            return;
        }
        _usedAt = context.Now;
        if (Contact.IsUnknown)
        {
            EndAll(CallOutcome.NoSuchGroup, "the cluster's directory has none of this name");
            Contact.Rest();
            return;
        }
        if (IsSilent())
        {
            _silences++;
            _sentOn = null;
            Contact.GoElsewhere($"member {Contact.Address} has not answered for {Patience.TotalSeconds:0.#} s");
        }
        Link? link = Contact.Look();
        if (link is null)
            return;
        bool isNew = link != _sentOn;
        _sentOn = link;
        if (isNew)
            foreach (ClientCall call in _underWay)
                Send(link, call);
        if (_session is null)
            Open(link, isNew);
        else
            SendWaiting(link, _session.Value);
    }

    private void Wait(ClientCall call)
    {
        _waiting.AddLast(call);
        _bytes += call.Payload.Length;
    }

    private bool IsSilent()
    {
        if (_sentOn is null || Contact.Process is null)
            return false;
        Instant oldest = _session is null && _nonce != 0 ? _openedAt : context.Now;
        foreach (ClientCall call in _underWay)
            if (call.SentAt < oldest)
                oldest = call.SentAt;
        return context.Now - oldest > Patience;
    }

    private void Elsewhere(string reason)
    {
        // What others of the same link are told says the same again.
        if (_sentOn is null)
            return;
        _sentOn = null;
        Contact.GoElsewhere(reason);
    }

    private void Open(Link link, bool isNew)
    {
        bool isUnderWay = _nonce != 0;
        if (isUnderWay ? !isNew : context.Now < _mayOpenAt)
            return;
        if (!isUnderWay)
            _nonce = context.Random.Next() | 1;
        _openedAt = context.Now;
        var request = new CallRequest(new SessionId(0, _nonce), 0, 0, default);
        Send(link, null, request);
    }

    private void SendWaiting(Link link, SessionId session)
    {
        while (_waiting.First is { Value: var call } && _underWay.Count < Window)
        {
            // The group keeps the answers of so many calls behind the first that is not answered.
            if (_lastNumber + 1 > AnsweredIn(session) + Window)
                return;
            _waiting.RemoveFirst();
            _bytes -= call.Payload.Length;
            (call.Session, call.Number, call.Attempts) = (session, ++_lastNumber, 0);
            _underWay.Add(call);
            Send(link, call);
        }
    }

    private ulong AnsweredIn(SessionId session)
    {
        ulong answered = session == _session ? _lastNumber : ulong.MaxValue;
        foreach (ClientCall call in _underWay)
            if (call.Session == session && call.Number <= answered)
                answered = call.Number - 1;
        return answered;
    }

    private void Send(Link link, ClientCall call)
    {
        (call.SentAt, call.Attempts) = (context.Now, call.Attempts + 1);
        if (call.Attempts > 1 && Mutants.Has(Mutant.RetriesAsAnotherCall) && call.Session == _session)
            call.Number = ++_lastNumber;
        Send(link, call, new CallRequest(call.Session, call.Number, AnsweredIn(call.Session), call.Payload));
    }

    private void Send(Link link, ClientCall? call, CallRequest asked)
    {
        ulong request = context.NextRequest();
        _requests.Add(request, (call, asked.Session));
        FrameWriter writer = context.Links.Begin(link, FrameType.Call);
        writer.Number(request);
        writer.Text(Name);
        asked.Write(writer);
        writer.End();
    }

    private void Done(ClientCall? call, SessionId session, CallAnswer answer)
    {
        Contact.Works();
        _silences = 0;
        if (answer.Result is CallResult.Answered or CallResult.Failed)
            _expirations = 0;
        if (call is null)
            Opened(session, answer);
        else if (_underWay.Contains(call) && call.Session == session)
            Done(call, answer);
    }

    private void Opened(SessionId asked, CallAnswer answer)
    {
        // One that was opened twice, because the first answer was late, is never used and forgotten by the group in time.
        if (_session is not null || asked.Nonce != _nonce || answer.Result != CallResult.Opened)
            return;
        var reader = new FrameReader(answer.Bytes.Span, context.Settings.Limits);
        ulong number = reader.Number();
        if (!reader.Complete)
            return;
        (_session, _nonce, _lastNumber) = (new SessionId(number, asked.Nonce), 0, 0);
        foreach (
            ulong request in _requests.Where(other => other.Value.Call is null).Select(other => other.Key).ToArray()
        )
            _requests.Remove(request);
    }

    private void Done(ClientCall call, CallAnswer answer)
    {
        switch (answer.Result)
        {
            case CallResult.Answered:
                End(call, CallOutcome.Answered, answer.Bytes, "");
                break;
            case CallResult.Failed:
                End(call, CallOutcome.Failed, default, Encoding.UTF8.GetString(answer.Bytes.Span));
                break;
            case CallResult.Expired:
                Expired(call);
                break;
            default:
                End(call, CallOutcome.Unknown, default, $"the group took it for {answer.Result}");
                break;
        }
    }

    /// <summary>The session is gone. A call that was sent once only was certainly not executed, and goes in the next one.</summary>
    private void Expired(ClientCall call)
    {
        if (call.Session == _session)
        {
            (_session, _nonce) = (null, 0);
            // Of more clients than there are sessions each would have the others' forgotten before they can use them.
            TimeSpan pause = ShortestOpeningPause * (1 << Math.Min(_expirations++, MostOpeningDoublings));
            _mayOpenAt = context.Now + context.Random.UpTo(pause);
        }
        if (call.Attempts > 1)
        {
            End(
                call,
                CallOutcome.Unknown,
                default,
                "it was sent again after its first answer had not come, and the group has forgotten this client's session since "
                    + "(it keeps those used last, and none where it has begun anew)"
            );
            return;
        }
        Forget(call);
        _underWay.Remove(call);
        (call.Number, call.Attempts) = (0, 0);
        _waiting.AddFirst(call);
        _bytes += call.Payload.Length;
    }

    /// <summary>There is nobody to call. What was sent before went to a group that is no more.</summary>
    private void EndAll(CallOutcome outcome, string reason)
    {
        foreach (ClientCall call in _underWay.ToArray())
            End(
                call,
                CallOutcome.Unknown,
                default,
                $"the group that it was sent to is gone, and of this one it holds: {reason}"
            );
        (_session, _nonce) = (null, 0);
        foreach (ClientCall call in _waiting)
            End(call.Ticket, outcome, reason);
        _waiting.Clear();
        _bytes = 0;
    }

    private void End(ClientCall call, CallOutcome outcome, ReadOnlyMemory<byte> answer, string reason)
    {
        Forget(call);
        _underWay.Remove(call);
        End(call.Ticket, outcome, reason, answer);
    }

    private void Forget(ClientCall call)
    {
        foreach (
            ulong request in _requests.Where(asked => asked.Value.Call == call).Select(asked => asked.Key).ToArray()
        )
            _requests.Remove(request);
    }

    private void End(long ticket, CallOutcome outcome, string reason, ReadOnlyMemory<byte> answer = default) =>
        context.Emit(
            new Output
            {
                Kind = OutputKind.CallEnded,
                Ticket = ticket,
                Outcome = outcome,
                Bytes = answer,
                Detail = reason,
            }
        );

    private string Trouble(string what) => Contact.Trouble.Length > 0 ? $"{what} ({Contact.Trouble})" : what;
}
