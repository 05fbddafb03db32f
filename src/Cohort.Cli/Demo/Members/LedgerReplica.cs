using System.Buffers;
using Cohort.Cli.Children;
using Cohort.Cli.Demo.Ledgers;

namespace Cohort.Cli.Demo.Members;

/// <summary>One process's replica of one of the ledgers, and its membership in the group that keeps it.</summary>
internal sealed class LedgerReplica(int index, MemberRequest request, Parent parent, LedgerClients clients)
{
    private readonly Ledger _ledger = new();
    private readonly Lock _lock = new();
    private ulong? _reportAt;

    /// <summary>The membership, once it has been joined.</summary>
    public Group Group { get; private set; } = null!;

    /// <summary>How many operations the ledger has.</summary>
    public ulong Operations
    {
        get
        {
            lock (_lock)
                return _ledger.Operations;
        }
    }

    /// <summary>Joins the group.</summary>
    public async Task JoinAsync(Node node, CancellationToken cancellationToken) =>
        Group = await node.JoinAsync(
            LedgerGroups.NameOf(index),
            new GroupOptions
            {
                OnView = OnView,
                OnMessage = OnMessage,
                OnStatus = OnStatus,
                State = StateTransfer.Of(writer => writer.Write(_ledger.Save()), OnState),
                Durability = request.DataFolder is null ? Durability.None : Durability.Log,
            },
            cancellationToken
        );

    /// <summary>Tells the parent the whole ledger once it has so many operations. More than that are told too: the parent says
    /// what that means.</summary>
    public void ReportAt(ulong operations)
    {
        lock (_lock)
        {
            _reportAt = operations;
            ReportIfDue();
        }
    }

    private void OnMessage(Message message)
    {
        Transfer transfer = Transfer.Decode(message.Payload.Span);
        lock (_lock)
        {
            _ledger.Apply(transfer);
            ReportIfDue();
        }
        clients.OnDelivered(transfer.Id);
    }

    private void OnState(ReadOnlyMemory<byte> state)
    {
        lock (_lock)
        {
            _ledger.Load(state.Span);
            parent.Tell(DemoFrame.OfGroup(DemoFrameKind.Loaded, index, DemoFrame.Bytes([_ledger.Operations])));
        }
    }

    // What is replayed are views of processes that are dead.
    private void OnView(ViewChange change)
    {
        if (!change.IsReplayed)
            parent.Tell(MemberView.Of(index, change.View).ToFrame());
    }

    private void OnStatus(StatusChange change)
    {
        if (change.Status is GroupStatus.Expelled)
            clients.OnExpelled(index);
        Console.Error.WriteLine($"{LedgerGroups.NameOf(index)} {change.Status}: {change.Reason}");
    }

    // The lock is held.
    private void ReportIfDue()
    {
        if (_reportAt is not { } operations || _ledger.Operations < operations)
            return;
        _reportAt = null;
        parent.Tell(DemoFrame.OfGroup(DemoFrameKind.State, index, _ledger.Save()));
    }
}
