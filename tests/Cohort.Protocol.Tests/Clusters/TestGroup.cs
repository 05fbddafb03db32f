using System.Text;
using Cohort.Protocol.Clients;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>
/// A group at one node, with an application that keeps the text of all that was delivered; that is its state. It can be told
/// to be slow, or never to answer.
/// </summary>
internal sealed class TestGroup(TestNode node, int handle, string name)
{
    private readonly List<Action> _unanswered = [];
    private readonly SortedDictionary<long, long> _tickets = [];
    private int _unconsumed;
    private IReadOnlyList<MemberLag> _lags = [];

    /// <summary>The sessions of clients, where the application takes calls.</summary>
    public CallSessions? Sessions { get; init; }

    /// <summary>Whether what it answers calls with never leaves it.</summary>
    public bool KeepsAnswers { get; set; }

    public string Name { get; } = name;

    public int Handle { get; } = handle;

    public View? View { get; private set; }

    public List<ViewChange> Views { get; } = [];

    public GroupStatus Status { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>All that the group's status was, one after the other.</summary>
    public List<GroupStatus> Statuses { get; } = [];

    /// <summary>And why.</summary>
    public List<string> Reasons { get; } = [];

    /// <summary>What the application has seen, in order: loaded state included.</summary>
    public List<string> Delivered { get; private set; } = [];

    /// <summary>What happened, in order: messages, and views as they print themselves.</summary>
    public List<string> History { get; } = [];

    /// <summary>The place in the total order of each message that was delivered since the state was loaded.</summary>
    public List<ulong> Positions { get; } = [];

    public List<(long Ticket, Failure Failure)> Rejected { get; } = [];

    public HashSet<long> Flushed { get; } = [];

    public HashSet<long> Accepted { get; } = [];

    /// <summary>How many messages without a ticket have entered the stream.</summary>
    public int PromisesKept { get; private set; }

    /// <summary>How many of them never will.</summary>
    public int PromisesBroken { get; private set; }

    /// <summary>How often the group has rested for long.</summary>
    public int Rests { get; private set; }

    public int StatesLoaded { get; private set; }

    /// <summary>How many of them came from another member, and not from the log.</summary>
    public int StatesGiven { get; private set; }

    /// <summary>How often somebody wanted the state.</summary>
    public int StatesTaken { get; private set; }

    /// <summary>Whether the application finishes what it is given at once.</summary>
    public bool Consumes { get; set; } = true;

    /// <summary>Whether the application saves its state when it is asked to.</summary>
    public bool Saves { get; set; } = true;

    /// <summary>How long that takes.</summary>
    public TimeSpan SavesAfter { get; set; }

    /// <summary>Whether the application loads state when it is given one.</summary>
    public bool Loads { get; set; } = true;

    /// <summary>What the application does with a message, from within its handler.</summary>
    public Action<string>? Handler { get; set; }

    /// <summary>So many bytes more than it needs.</summary>
    public int StatePadding { get; set; }

    /// <summary>Its handler does not return: from now on nothing is done of what it is asked to.</summary>
    public void Hang() => (Consumes, Saves, Loads) = (false, false, false);

    public void Leave() => node.Take(Input.Leave(Handle));

    /// <summary>Sends a message that its sender has been told is accepted.</summary>
    public void Promise(string text) =>
        node.Take(Input.Send(Handle, Input.NoTicket, Encoding.UTF8.GetBytes(text), Order.Total, Delivery.Stable));

    public long Send(
        string text,
        Order order = Order.Total,
        Delivery delivery = Delivery.Stable,
        bool fromHandler = false
    )
    {
        long ticket = node.NextTicket();
        var input = Input.Send(Handle, ticket, Encoding.UTF8.GetBytes(text), order, delivery, fromHandler);
        if (fromHandler)
            node.Later(input);
        else
            node.Take(input);
        return ticket;
    }

    /// <summary>Flushes, by default as one who has heard of all that was told.</summary>
    public long Flush(int? expulsionsHeard = null)
    {
        long ticket = node.NextTicket();
        int heard = expulsionsHeard ?? Statuses.Count(status => status == GroupStatus.Expelled);
        node.Take(Input.Flush(Handle, ticket, (ulong)heard));
        return ticket;
    }

    /// <summary>Asks how far the members are behind.</summary>
    public IReadOnlyList<MemberLag> ReadLags()
    {
        node.Take(Input.ReadLags(Handle));
        return _lags;
    }

    /// <summary>Finishes a few of the messages that were left undone.</summary>
    public void Consume(int messages)
    {
        _unconsumed -= messages;
        node.Take(Input.Consumed(Handle, messages));
    }

    public void Fail(string reason) => node.Take(Input.ApplicationFailed(Handle, reason));

    /// <summary>Does all that was left undone, and from now on everything at once.</summary>
    public void CatchUp()
    {
        (Consumes, Saves, Loads) = (true, true, true);
        foreach (Action answer in _unanswered.ToArray())
            answer();
        _unanswered.Clear();
        node.Take(Input.Consumed(Handle, _unconsumed));
        _unconsumed = 0;
    }

    internal void Take(Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.View:
                View = output.Change.View;
                Views.Add(output.Change);
                History.Add(View.ToString());
                break;
            case OutputKind.Deliver:
                Deliver(output);
                break;
            case OutputKind.TakeState:
                StatesTaken++;
                string sessions = Sessions is null ? "" : Convert.ToBase64String(Sessions.Save()) + '|';
                string saved = sessions + string.Join('\n', Delivered) + new string(' ', StatePadding);
                Answer(
                    Saves,
                    () => node.Later(Input.StateTaken(Handle, output.Ticket, Encoding.UTF8.GetBytes(saved)), SavesAfter)
                );
                break;
            case OutputKind.LoadState:
                StatesLoaded++;
                StatesGiven += output.IsReplayed ? 0 : 1;
                string text = LoadSessions(Encoding.UTF8.GetString(output.Bytes.Span).TrimEnd(' '));
                Delivered = text.Length == 0 ? [] : [.. text.Split('\n')];
                History.Add("state");
                Answer(Loads, () => node.Later(Input.StateLoaded(Handle, output.Ticket)));
                break;
            case OutputKind.Status:
            case OutputKind.Ended:
                (Status, Reason) = (output.Status, output.Text);
                Statuses.Add(Status);
                Reasons.Add(Reason);
                break;
            case OutputKind.Accepted when output.Ticket == Input.NoTicket:
                PromisesKept += (int)output.Position;
                break;
            case OutputKind.Rejected when output.Ticket == Input.NoTicket:
                PromisesBroken += (int)output.Position;
                break;
            case OutputKind.Accepted:
                Accepted.Add(output.Ticket);
                break;
            case OutputKind.Rejected:
                Rejected.Add((output.Ticket, output.Failure));
                if (_tickets.TryGetValue(output.Ticket, out long call))
                    node.Later(Input.CallNotTaken(call, "the membership has ended"));
                break;
            case OutputKind.Flushed:
                Flushed.Add(output.Ticket);
                break;
            case OutputKind.Resting:
                Rests++;
                break;
            case OutputKind.Lags:
                _lags = output.Lags;
                break;
            case OutputKind.Call:
                _tickets[node.NextTicket()] = output.Ticket;
                node.Later(Input.Send(Handle, _tickets.Last().Key, output.Bytes, isCall: true));
                break;
        }
    }

    private string LoadSessions(string state)
    {
        if (Sessions is null)
            return state;
        int end = state.IndexOf('|', StringComparison.Ordinal);
        Assert.True(Sessions.TryLoad(Convert.FromBase64String(state[..end])));
        return state[(end + 1)..];
    }

    private void Execute(Output output)
    {
        Assert.NotNull(Sessions);
        Assert.True(CallItem.TryRead(output.Bytes, out CallItem item));
        Assert.True(Sessions.TryApply(item.Request, Execute, out CallAnswer answer));
        if (output.Sender.Process == node.Process && !KeepsAnswers)
            node.Later(Input.CallAnswered(item.Ticket, answer.Encode()));
    }

    // The answer to a call is how many things there are before it: who executes it twice answers otherwise.
    private CallAnswer Execute(ReadOnlyMemory<byte> payload)
    {
        string text = Encoding.UTF8.GetString(payload.Span);
        Delivered.Add(text);
        History.Add(text);
        return text == "throw"
            ? new CallAnswer(CallResult.Failed, "thrown"u8.ToArray())
            : new CallAnswer(CallResult.Answered, Encoding.UTF8.GetBytes($"{text} {Delivered.Count}"));
    }

    private void Deliver(Output output)
    {
        Positions.Add(output.Position);
        if (output.IsCall)
        {
            Execute(output);
        }
        else
        {
            string text = Encoding.UTF8.GetString(output.Bytes.Span);
            Delivered.Add(text);
            History.Add(text);
            Handler?.Invoke(text);
        }
        if (Consumes)
            node.Later(Input.Consumed(Handle, 1));
        else
            _unconsumed++;
    }

    private void Answer(bool now, Action answer)
    {
        if (now)
            answer();
        else
            _unanswered.Add(answer);
    }

    public override string ToString() => $"{Name} {Status} {Reason} {View} delivered {Delivered.Count}";
}
