namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>Hears what happens to a replica. It is called with the replica's gate held, and never waits.</summary>
internal abstract class SlotObserver
{
    /// <summary>An update has raised something.</summary>
    public abstract void Happened(object happened, ulong position);

    /// <summary>The replica has another state than what was told so far leads to: the group has begun, or this member has got the
    /// state of another one.</summary>
    public abstract void Replaced();

    /// <summary>The membership is over for good: nothing comes any more.</summary>
    /// <param name="failure">Why, where it was not left.</param>
    public abstract void End(Exception? failure);
}
