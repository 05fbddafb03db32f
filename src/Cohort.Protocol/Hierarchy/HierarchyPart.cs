namespace Cohort.Protocol.Hierarchy;

/// <summary>
/// A member's place in one of the two groups that it is in, or may be: its leaf and the parent. Whoever drives it calls it as the
/// group's handlers are called, one at a time and in their order.
/// </summary>
public abstract class HierarchyPart
{
    private readonly ProcessId _self;
    private readonly Action _changed;

    private protected HierarchyPart(ProcessId self, Action changed) => (_self, _changed) = (self, changed);

    /// <summary>Whether it has the group's state.</summary>
    internal bool HasState { get; private set; }

    /// <summary>The view; null before the first, and after the end.</summary>
    internal View? Present { get; private set; }

    /// <summary>The member that this process is, where it holds the state.</summary>
    internal Member? Self =>
        HasState && Present?.RankOf(_self) is >= 0 and int rank && Present.Members[rank].HoldsState
            ? Present.Members[rank]
            : null;

    /// <summary>How many members that hold the state come before this one.</summary>
    internal int Before =>
        Present!.Members.TakeWhile(member => member.Process != _self).Count(member => member.HoldsState);

    /// <summary>The group has a view, in its place among what it delivers.</summary>
    public void View(View view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Present = view;
        // Whoever holds the state and has loaded none founded the group.
        if (!HasState && view.RankOf(_self) is >= 0 and int rank && view.Members[rank].HoldsState)
        {
            Found(view.Group);
            HasState = true;
        }
        Installed(view);
        _changed();
    }

    /// <summary>The group delivers; false where the bytes make no sense.</summary>
    public bool Delivered(Member sender, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(sender);
        if (!TryTake(sender, bytes.Span))
            return false;
        _changed();
        return true;
    }

    /// <summary>The group's state, for a member that joins it.</summary>
    public abstract ReadOnlyMemory<byte> Save();

    /// <summary>The group's state has come; false where it makes no sense.</summary>
    public bool TryLoad(ReadOnlyMemory<byte> saved)
    {
        HasState = TryReplace(saved.Span);
        _changed();
        return HasState;
    }

    /// <summary>The membership is over, or begins anew.</summary>
    public void Lost()
    {
        (HasState, Present) = (false, null);
        _changed();
    }

    private protected abstract void Found(GroupId group);

    private protected abstract bool TryTake(Member sender, ReadOnlySpan<byte> bytes);

    private protected abstract bool TryReplace(ReadOnlySpan<byte> saved);

    private protected virtual void Installed(View view) { }
}

/// <summary>A member in its leaf.</summary>
internal sealed class LeafPart(ProcessId self, Queue<HierarchyOutput> outputs, Action changed)
    : HierarchyPart(self, changed)
{
    private readonly Limits _limits = new();

    public LeafLedger Ledger { get; } = new(outputs);

    /// <summary>Bytes of the messages that have come down since somebody asked.</summary>
    public long PassedBytes { get; set; }

    public override ReadOnlyMemory<byte> Save() => Ledger.Save();

    private protected override void Found(GroupId group) => Ledger.Found(group);

    private protected override bool TryReplace(ReadOnlySpan<byte> saved) => Ledger.TryLoad(saved, _limits);

    private protected override bool TryTake(Member sender, ReadOnlySpan<byte> bytes)
    {
        switch (LeafItem.Read(bytes, _limits))
        {
            case LeafItem.Sent sent:
                Ledger.Take(sender, sent);
                return true;
            case LeafItem.Down down:
                if (Ledger.Take(down))
                    PassedBytes += down.Relay.Payload.Length;
                return true;
            case LeafItem.Begin begin:
                Ledger.Take(begin);
                return true;
            default:
                return false;
        }
    }
}

/// <summary>A representative in the parent.</summary>
internal sealed class ParentPart(ProcessId self, HierarchyLimits limits, Action changed) : HierarchyPart(self, changed)
{
    private readonly Limits _frames = new();

    public ParentLedger Ledger { get; } = new(limits);

    public override ReadOnlyMemory<byte> Save() => Ledger.Save();

    private protected override void Found(GroupId group) => Ledger.Found();

    private protected override bool TryReplace(ReadOnlySpan<byte> saved) => Ledger.TryLoad(saved, _frames);

    private protected override void Installed(View view) => Ledger.Take(view);

    private protected override bool TryTake(Member sender, ReadOnlySpan<byte> bytes)
    {
        switch (ParentItem.Read(bytes, _frames))
        {
            case ParentItem.Enrol enrol:
                Ledger.Take(sender.Id, enrol);
                return true;
            case ParentItem.Up up:
                Ledger.Take(up);
                return true;
            case ParentItem.Passed passed:
                Ledger.Take(passed);
                return true;
            default:
                return false;
        }
    }
}
