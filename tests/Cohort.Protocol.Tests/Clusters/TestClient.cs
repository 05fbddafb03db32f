using System.Text;
using Cohort.Protocol.Clients;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>A client of a <see cref="Cluster"/>, and what it tells its application.</summary>
internal sealed class TestClient(Cluster cluster, NodeSettings settings)
    : TestNode(cluster, settings, new ClientMachine(settings, settings.Process.Incarnation * 7919))
{
    /// <summary>What became of its link, in order.</summary>
    public List<ClientLink> Links { get; } = [];

    /// <summary>The name of the node that it is linked to; null where it is to none.</summary>
    public string? Node => Links is [.., { Node: { } node }] ? node.Address : null;

    /// <summary>The calls that have ended: how, and with what answer or reason.</summary>
    public Dictionary<long, (CallOutcome Outcome, string Text)> Ended { get; } = [];

    /// <summary>Calls a group.</summary>
    public long Call(string text, string group = "g")
    {
        long ticket = NextTicket();
        Take(Input.Call(ticket, group, Encoding.UTF8.GetBytes(text)));
        return ticket;
    }

    /// <summary>What came of its subscription, as text.</summary>
    public List<string> Fed { get; } = [];

    /// <summary>Whether the application handles what it is given.</summary>
    public bool Handles
    {
        get => _handles;
        set
        {
            _handles = value;
            if (value && _unhandled > 0)
                Take(Input.FeedHandled(_subscription, _unhandled));
            _unhandled = value ? 0 : _unhandled;
        }
    }

    private bool _handles = true;
    private int _unhandled;
    private long _subscription;

    /// <summary>Subscribes to a group.</summary>
    public void Subscribe(string group) => Take(Input.Subscribe(_subscription = NextTicket(), group));

    /// <summary>Subscribes no longer.</summary>
    public void Unsubscribe() => Take(Input.Unsubscribe(_subscription));

    /// <summary>The backups that it takes, by ticket.</summary>
    public Dictionary<long, TestBackup> Backups { get; } = [];

    /// <summary>Takes a backup of a group.</summary>
    public TestBackup BackUp(string group)
    {
        long ticket = NextTicket();
        Take(Input.TakeBackup(ticket, group));
        return Backups[ticket] = new TestBackup(ticket);
    }

    private void TakeBackup(Output output)
    {
        TestBackup backup = Backups[output.Ticket];
        backup.Take(output);
        if (output.Kind == OutputKind.BackupPart && backup.Handles)
            Later(Input.BackupHandled(output.Ticket, output.Bytes.Length));
    }

    private void TakeFed(Output output)
    {
        Fed.Add(
            output.Kind switch
            {
                OutputKind.FeedView => output.Change.View.ToString(),
                OutputKind.FeedMessage => Encoding.UTF8.GetString(output.Bytes.Span),
                OutputKind.FeedGap => "gap",
                _ => $"ended {output.Outcome}",
            }
        );
        if (_handles)
            Later(Input.FeedHandled(output.Ticket, output.Bytes.Length));
        else
            _unhandled += output.Bytes.Length;
    }

    /// <summary>Waits for a call no longer.</summary>
    public void Cancel(long ticket) => Take(Input.CancelCall(ticket));

    public override string ToString() => $"{Address}: linked to {Node ?? "none"}, [{string.Join("; ", Links)}]";

    protected override void Tell(Output output)
    {
        if (output.Kind == OutputKind.ClientLinked)
            Links.Add(output.Link);
        else if (output.Kind == OutputKind.CallEnded)
            Ended.Add(
                output.Ticket,
                (
                    output.Outcome,
                    output.Outcome == CallOutcome.Answered ? Encoding.UTF8.GetString(output.Bytes.Span) : output.Text
                )
            );
        else if (output.Kind is OutputKind.BackupBegins or OutputKind.BackupPart or OutputKind.BackupEnded)
            TakeBackup(output);
        else if (
            output.Kind is OutputKind.FeedView or OutputKind.FeedMessage or OutputKind.FeedGap or OutputKind.FeedEnded
        )
            TakeFed(output);
        else
            Assert.Fail($"a client told {output.Kind}");
    }
}
