namespace Cohort.Toolkit.Claims;

/// <summary>Something that this process has claimed of an object of the group, and waits for or holds. What it is told
/// it hears once each, from whatever thread, with no lock held.</summary>
/// <param name="id">Tells it from all other claims of this process.</param>
internal abstract class Claim(ulong id)
{
    /// <summary>Tells it from all other claims of this process.</summary>
    public ulong Id => id;

    /// <summary>Whether the object has answered that it took the claim.</summary>
    internal bool IsAnswered { get; set; }

    /// <summary>Whether the object has taken it in the present membership.</summary>
    internal bool IsSeen { get; set; }

    /// <summary>Whether it was granted.</summary>
    internal bool IsGranted { get; set; }

    /// <summary>What was claimed is this process's from now on.</summary>
    public abstract void Granted(ulong number);

    /// <summary>It was lost with a membership in which it waited: whoever still wants it claims anew, with another
    /// id.</summary>
    public abstract void AskAgain();

    /// <summary>It was granted and may not be this process's any more; or it cannot be granted.</summary>
    public abstract void Ended(ClaimEnd why);

    /// <summary>The membership is over for good.</summary>
    public abstract void Over();
}
