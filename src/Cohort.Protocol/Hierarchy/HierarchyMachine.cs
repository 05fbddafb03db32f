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
/// <param name="self">The process that is the member.</param>
/// <param name="limits">Bounds on what is kept.</param>
public sealed class HierarchyMachine(ProcessId self, HierarchyLimits limits)
{
    private readonly Queue<HierarchyOutput> _outputs = new();
    private readonly ParentLedger _parent = new(limits);
    private readonly Limits _frames = new();
    private LeafLedger? _leaf;
    private bool _hasLeaf;
    private bool _hasParent;
    private View? _leafView;
    private View? _parentView;
    private ulong _settled;
    private ulong _up;
    private ulong _down;
    private ulong _passed;
    private long _passedBytes;
    private bool _enrolling;
    private (GroupId Parent, ulong Position) _begun;

    /// <summary>What is to be done, in order. The driver takes all of it after each call.</summary>
    public Queue<HierarchyOutput> Outputs => _outputs;

    /// <summary>Whether this member is to be in the parent.</summary>
    public bool IsRepresentative =>
        _hasLeaf && RankAmongHolders(_leafView) is >= 0 and int rank && rank < limits.Representatives;

    /// <summary>Whether it passes messages on, for its leaf.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Whether it has a place in a leaf that follows the parent's order: it may send, and gets what others send from now
    /// on.</summary>
    public bool IsMember => _hasLeaf && RankAmongHolders(_leafView) >= 0 && Ledger.Parent != default;

    /// <summary>The formation of the leaf; none while it is in none.</summary>
    public GroupId Leaf => _hasLeaf ? Ledger.Leaf : default;

    /// <summary>The formation of the parent whose order the leaf follows, and how far it has come in it; none before it has begun
    /// to.</summary>
    public (GroupId Parent, ulong Position) Reached => _hasLeaf ? (Ledger.Parent, Ledger.Position) : default;

    private LeafLedger Ledger => _leaf ??= new LeafLedger(_outputs);

    /// <summary>What a message of the hierarchy is in the leaf.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is neither <see cref="Order.Fifo"/> nor
    /// <see cref="Order.Total"/>.</exception>
    public static ReadOnlyMemory<byte> Encode(ReadOnlyMemory<byte> payload, Order order) =>
        order is Order.Fifo or Order.Total
            ? new LeafItem.Sent(order, payload).Encode()
            : throw new ArgumentOutOfRangeException(nameof(order), order, "A hierarchical group has Fifo and Total.");

    /// <summary>The largest message of a hierarchical group whose groups carry messages of some size.</summary>
    public static int MostBytes(int messageSize) => messageSize - Relay.MostOverhead;

    /// <summary>The leaf has a view, in its place among what it delivers.</summary>
    public void LeafView(View view)
    {
        ArgumentNullException.ThrowIfNull(view);
        _leafView = view;
        // Whoever holds the state and has loaded none founded the leaf.
        if (!_hasLeaf && RankAmongHolders(view) >= 0)
        {
            Ledger.Found(view.Group);
            _hasLeaf = true;
        }
        PassOn();
    }

    /// <summary>The leaf's state, for a member that joins it.</summary>
    public ReadOnlyMemory<byte> SaveLeaf() => Ledger.Save();

    /// <summary>The leaf's state has come; false where it makes no sense.</summary>
    public bool TryLoadLeaf(ReadOnlyMemory<byte> saved)
    {
        _hasLeaf = Ledger.TryLoad(saved.Span, _frames);
        PassOn();
        return _hasLeaf;
    }

    /// <summary>The leaf delivers; false where the bytes make no sense.</summary>
    public bool LeafDelivered(Member sender, ReadOnlyMemory<byte> bytes)
    {
        switch (LeafItem.Read(bytes.Span, _frames))
        {
            case LeafItem.Sent sent:
                Ledger.Take(sender, sent);
                break;
            case LeafItem.Down down:
                if (Ledger.Take(down))
                    _passedBytes += down.Relay.Payload.Length;
                break;
            case LeafItem.Begin begin:
                Ledger.Take(begin);
                break;
            default:
                return false;
        }
        PassOn();
        return true;
    }

    /// <summary>The membership in the leaf is over, or begins anew.</summary>
    public void LeafLost()
    {
        (_hasLeaf, _leafView) = (false, null);
        BeginAnew();
    }

    /// <summary>The parent has a view, in its place among what it delivers.</summary>
    public void ParentView(View view)
    {
        ArgumentNullException.ThrowIfNull(view);
        _parentView = view;
        if (!_hasParent && RankAmongHolders(view) >= 0)
        {
            _parent.Found();
            _hasParent = true;
        }
        _parent.Take(view);
        PassOn();
    }

    /// <summary>The parent's state, for a representative that joins it.</summary>
    public ReadOnlyMemory<byte> SaveParent() => _parent.Save();

    /// <summary>The parent's state has come; false where it makes no sense.</summary>
    public bool TryLoadParent(ReadOnlyMemory<byte> saved)
    {
        _hasParent = _parent.TryLoad(saved.Span, _frames);
        PassOn();
        return _hasParent;
    }

    /// <summary>The parent delivers; false where the bytes make no sense.</summary>
    public bool ParentDelivered(Member sender, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(sender);
        switch (ParentItem.Read(bytes.Span, _frames))
        {
            case ParentItem.Enrol enrol:
                _parent.Take(sender.Id, enrol);
                break;
            case ParentItem.Up up:
                _parent.Take(up);
                break;
            case ParentItem.Passed passed:
                _parent.Take(passed);
                break;
            default:
                return false;
        }
        PassOn();
        return true;
    }

    /// <summary>The membership in the parent is over, or begins anew.</summary>
    public void ParentLost()
    {
        (_hasParent, _parentView) = (false, null);
        BeginAnew();
    }

    /// <summary>What was sent in a membership that is over may be lost, and is of no use in another.</summary>
    private void BeginAnew()
    {
        (_enrolling, _begun, IsActive) = (false, default, false);
        (_settled, _up, _down, _passed, _passedBytes) = (0, 0, 0, 0, 0);
    }

    /// <summary>As a representative: does all that the leaf's and the parent's states allow. The first of the leaf that the parent
    /// knows as one is active; where two believe it of themselves for a while, what they say twice is heard once.</summary>
    private void PassOn()
    {
        IsActive = false;
        if (!_hasLeaf || !_hasParent || !IsRepresentative || Self(_parentView) is not { } member)
            return;
        LeafLedger leaf = Ledger;
        if (!_parent.Represents(member.Id, leaf.Leaf))
        {
            if (!_enrolling)
                Send(new ParentItem.Enrol(leaf.Leaf, _settled = leaf.Settled));
            _enrolling = true;
            return;
        }
        IsActive = IsFirst(leaf.Leaf);
        if (!IsActive || _parent.Find(leaf.Leaf) is not { Passed: { } passed } entry || !HasBegun(leaf, entry, passed))
            return;
        PassDown(leaf);
        PassUp(leaf, entry);
        Confirm(leaf, passed);
    }

    private bool IsFirst(GroupId leaf)
    {
        foreach (Member member in _leafView!.Members)
        {
            if (member.Process == self)
                return true;
            if (
                _parentView!.RankOf(member.Process) is >= 0 and int rank
                && _parent.Represents(_parentView.Members[rank].Id, leaf)
            )
                return false;
        }
        return false;
    }

    /// <summary>Whether the leaf follows this formation of the parent, from a position that the parent still knows.</summary>
    private bool HasBegun(LeafLedger leaf, ParentLedger.LeafEntry entry, ulong passed)
    {
        GroupId parent = _parentView!.Group;
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
        while (_down < _parent.Position && _down - leaf.Position < (ulong)limits.Flight)
        {
            _down++;
            Send(new LeafItem.Down(leaf.Parent, _down, _parent.At(_down)));
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
        while (_up < leaf.Sent && _up - taken < (ulong)limits.Flight && !_parent.IsFull)
            Send(new ParentItem.Up(leaf.Outgoing(++_up)));
    }

    /// <summary>The parent is told now and then how far the leaf has come: a good part of what it may keep, so that who has little to
    /// say costs little.</summary>
    private void Confirm(LeafLedger leaf, ulong passed)
    {
        _passed = Math.Max(_passed, passed);
        bool isDue =
            leaf.Position - _passed >= (ulong)Math.Max(1, limits.LogItems / 8)
            || (leaf.Position > _passed && _passedBytes >= limits.LogBytes / 8);
        if (!isDue)
            return;
        (_passed, _passedBytes) = (leaf.Position, 0);
        Send(new ParentItem.Passed(leaf.Leaf, _passed));
    }

    private int RankAmongHolders(View? view)
    {
        int rank = 0;
        foreach (Member member in view?.Members ?? [])
        {
            if (!member.HoldsState)
                continue;
            if (member.Process == self)
                return rank;
            rank++;
        }
        return -1;
    }

    private Member? Self(View? view) =>
        view?.RankOf(self) is >= 0 and int rank && view.Members[rank].HoldsState ? view.Members[rank] : null;

    private void Send(LeafItem item) =>
        _outputs.Enqueue(new HierarchyOutput { Kind = HierarchyOutputKind.SendInLeaf, Bytes = item.Encode() });

    private void Send(ParentItem item) =>
        _outputs.Enqueue(new HierarchyOutput { Kind = HierarchyOutputKind.SendInParent, Bytes = item.Encode() });
}
