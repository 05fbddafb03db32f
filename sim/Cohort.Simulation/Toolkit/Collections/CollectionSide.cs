using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Simulation.Toolkit.Collections;

/// <summary>One collection of the toolkit at one member, for one membership.</summary>
internal abstract class CollectionSide
{
    /// <summary>Where its replica is.</summary>
    public abstract ObjectSlot Slot { get; }

    /// <summary>Makes an update.</summary>
    public abstract void Submit(in Asked asked, Waiting waiting);

    /// <summary>What the replica holds, as a history tells it.</summary>
    public abstract long? Look(in Asked asked);

    /// <summary>Yes or no, as a history tells it.</summary>
    protected static long? Flag(bool flag) => flag ? 1 : 0;
}

/// <summary>One collection of the toolkit at one member, for one membership.</summary>
internal abstract class CollectionSide<T> : CollectionSide
    where T : class, IReplicated<T>
{
    private readonly ToolMember _member;
    private readonly CollectionKind _kind;
    private readonly ObjectSlot<Watched<T>> _slot;

    protected CollectionSide(ToolMember member, CollectionKind kind, int index)
    {
        (_member, _kind) = (member, kind);
        _slot = new ObjectSlot<Watched<T>>(kind.Word());
        Handle = new WatchedHandle<T>(member, _slot.Name, index);
        _slot.Happened += Happened;
        _slot.Replayed += Happened;
    }

    public sealed override ObjectSlot Slot => _slot;

    /// <summary>How its updates are made.</summary>
    protected WatchedHandle<T> Handle { get; }

    /// <summary>The replica.</summary>
    protected T Replica => _slot.Object.Object;

    public sealed override void Submit(in Asked asked, Waiting waiting)
    {
        Handle.Next = waiting;
        Update(asked);
        Handle.Next = null;
    }

    /// <summary>Makes an update by the handle, as the collection of that name does.</summary>
    protected abstract void Update(in Asked asked);

    private void Happened(object happened, ulong position)
    {
        if (happened is not WatchedUpdate made)
            return;
        if (!Handle.Knows(made.Method))
            LearnMethods();
        long? result = made.Answer is { } answer ? Handle.Read(made.Method, answer) : null;
        _member.RecordMade(made.Operation, result, position);
    }

    // Others may have called what nobody has called here yet.
    private void LearnMethods()
    {
        foreach (CollectionCall call in _kind.Updates())
            Update(new Asked(_kind, call, Key: 1));
    }
}
