namespace Cohort.Protocol.Hierarchy;

/// <summary>
/// One member of a hierarchical group: leaves of a few members each behind one name, and a parent of their representatives (Birman,
/// van Renesse, Reliable Distributed Computing with the Isis Toolkit, 1994, on hierarchical process groups). A message goes into its
/// sender's leaf, from there through a representative into the parent, which puts all in one order, and from there into every leaf.
/// Leaf and parent are groups like any other: whoever drives this tells it what they deliver, and sends in them what it says.
/// <para>
/// A representative that dies leaves nothing undone: what its leaf has sent is numbered by the leaf, and taken by the parent once;
/// what comes down is numbered by the parent, and taken by the leaf once; and the parent keeps what a leaf has not confirmed. So
/// another goes on wherever the leaf and the parent are.
/// </para>
/// </summary>
public sealed class HierarchyMachine
{
    private readonly ProcessId _self;
    private readonly HierarchyLimits _limits;
    private readonly LeafPart _leaf;
    private readonly ParentPart _parent;
    private ulong _settled;
    private ulong _up;
    private ulong _down;
    private ulong _passed;
    private bool _enrolling;
    private (GroupId Parent, ulong Position) _begun;

    /// <summary>Makes one that is in no group yet.</summary>
    /// <param name="self">The process that is the member.</param>
    /// <param name="limits">Bounds on what is kept.</param>
    public HierarchyMachine(ProcessId self, HierarchyLimits limits)
    {
        (_self, _limits) = (self, limits);
        _leaf = new LeafPart(self, Outputs, PassOn);
        _parent = new ParentPart(self, limits, PassOn);
    }

    /// <summary>What is to be done, in order. The driver takes all of it after each call.</summary>
    public Queue<HierarchyOutput> Outputs { get; } = new();

    /// <summary>Its place in its leaf.</summary>
    public HierarchyPart Leaf => _leaf;

    /// <summary>Its place in the parent, where it is a representative.</summary>
    public HierarchyPart Parent => _parent;

    /// <summary>Whether this member is to be in the parent.</summary>
    public bool IsRepresentative => _leaf.Self is not null && _leaf.Before < _limits.Representatives;

    /// <summary>Whether it passes messages on, for its leaf.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Whether it has a place in a leaf that follows the parent's order: it may send, and gets what others send from now
    /// on.</summary>
    public bool IsMember => _leaf.Self is not null && _leaf.Ledger.Parent != default;

    /// <summary>The formation of the leaf; none while it is in none.</summary>
    public GroupId LeafFormation => _leaf.HasState ? _leaf.Ledger.Leaf : default;

    /// <summary>The formation of the parent whose order the leaf follows, and how far it has come in it; none before it has begun
    /// to.</summary>
    public (GroupId Parent, ulong Position) Reached =>
        _leaf.HasState ? (_leaf.Ledger.Parent, _leaf.Ledger.Position) : default;

    /// <summary>What a message of the hierarchy is in the leaf.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is neither <see cref="Order.Fifo"/> nor
    /// <see cref="Order.Total"/>.</exception>
    public static ReadOnlyMemory<byte> Encode(ReadOnlyMemory<byte> payload, Order order) =>
        order is Order.Fifo or Order.Total
            ? new LeafItem.Sent(order, payload).Encode()
            : throw new ArgumentOutOfRangeException(nameof(order), order, "A hierarchical group has Fifo and Total.");

    /// <summary>The largest message of a hierarchical group whose groups carry messages of some size.</summary>
    public static int MostBytes(int messageSize) => messageSize - Relay.MostOverhead;

    /// <summary>As a representative: does all that the leaf's and the parent's states allow. The first of the leaf that the parent
    /// knows as one is active; where two believe it of themselves for a while, what they say twice is heard once.</summary>
    private void PassOn()
    {
        IsActive = false;
        if (!_leaf.HasState || !_parent.HasState)
            BeginAnew();
        if (!IsRepresentative || _parent.Self is not { } member)
            return;
        LeafLedger leaf = _leaf.Ledger;
        if (!_parent.Ledger.Represents(member.Id, leaf.Leaf))
        {
            if (!_enrolling)
                Send(new ParentItem.Enrol(leaf.Leaf, _settled = leaf.Settled));
            _enrolling = true;
            return;
        }
        IsActive = IsFirst(leaf.Leaf);
        ParentLedger.LeafEntry? entry = _parent.Ledger.Find(leaf.Leaf);
        if (!IsActive || entry is not { Passed: { } passed } || !HasBegun(leaf, entry, passed))
            return;
        PassDown(leaf);
        PassUp(leaf, entry);
        Confirm(leaf, passed);
    }

    /// <summary>What was sent in a membership that is over may be lost, and is of no use in another.</summary>
    private void BeginAnew()
    {
        (_enrolling, _begun) = (false, default);
        (_settled, _up, _down, _passed, _leaf.PassedBytes) = (0, 0, 0, 0, 0);
    }

    private bool IsFirst(GroupId leaf)
    {
        View parent = _parent.Present!;
        foreach (Member member in _leaf.Present!.Members)
        {
            if (member.Process == _self)
                return true;
            int rank = parent.RankOf(member.Process);
            if (rank >= 0 && _parent.Ledger.Represents(parent.Members[rank].Id, leaf))
                return false;
        }
        return false;
    }

    /// <summary>Whether the leaf follows this formation of the parent, from a position that the parent still knows.</summary>
    private bool HasBegun(LeafLedger leaf, ParentLedger.LeafEntry entry, ulong passed)
    {
        GroupId parent = _parent.Present!.Group;
        if (leaf.Parent == parent && leaf.Position >= passed)
            return true;
        // A formation that the leaf has left is one that this process will hear to be over.
        if (!leaf.HasLeft(parent) && _begun != (parent, passed))
        {
            _begun = (parent, passed);
            Send(new LeafItem.Begin(parent, passed, entry.Taken));
        }
        return false;
    }

    private void PassDown(LeafLedger leaf)
    {
        _down = Math.Max(_down, leaf.Position);
        while (_down < _parent.Ledger.Position && _down - leaf.Position < (ulong)_limits.Flight)
        {
            _down++;
            Send(new LeafItem.Down(leaf.Parent, _down, _parent.Ledger.At(_down)));
        }
    }

    private void PassUp(LeafLedger leaf, ParentLedger.LeafEntry entry)
    {
        if (_up == 0 && Mutants.Has(Mutant.UpNotRepeated))
            _up = leaf.Sent;
        // Something may have come back from an earlier formation of the parent since the leaf was enrolled in this one.
        if (leaf.Settled > entry.Taken && leaf.Settled > _settled)
            Send(new ParentItem.Enrol(leaf.Leaf, _settled = leaf.Settled));
        ulong taken = Math.Max(entry.Taken, leaf.Settled);
        _up = Math.Max(_up, taken);
        while (_up < leaf.Sent && _up - taken < (ulong)_limits.Flight && !_parent.Ledger.IsFull)
            Send(new ParentItem.Up(leaf.Outgoing(++_up)));
    }

    /// <summary>The parent is told now and then how far the leaf has come: a good part of what it may keep, so that who has little to
    /// say costs little. And one at a time: where the parent is slow, the next one says all that has come meanwhile.</summary>
    private void Confirm(LeafLedger leaf, ulong passed)
    {
        bool isUnderWay = _passed > passed;
        bool isDue =
            leaf.Position - passed >= (ulong)Math.Max(1, _limits.LogItems / 8)
            || (leaf.Position > passed && _leaf.PassedBytes >= _limits.LogBytes / 8);
        if (isUnderWay || !isDue)
            return;
        (_passed, _leaf.PassedBytes) = (leaf.Position, 0);
        Send(new ParentItem.Passed(leaf.Leaf, _passed));
    }

    private void Send(LeafItem item) =>
        Outputs.Enqueue(new HierarchyOutput { Kind = HierarchyOutputKind.SendInLeaf, Bytes = item.Encode() });

    private void Send(ParentItem item) =>
        Outputs.Enqueue(new HierarchyOutput { Kind = HierarchyOutputKind.SendInParent, Bytes = item.Encode() });
}
