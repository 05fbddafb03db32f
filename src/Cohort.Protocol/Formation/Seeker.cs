using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Formation;

/// <summary>
/// Brings a process into a group: finds it, or founds it where there is none, and asks its members to be taken in. Where it
/// looks is told by its kinds: at the listed addresses (<see cref="SeedSeeker"/>), or in the directory
/// (<see cref="Governance.DirectorySeeker"/>).
/// </summary>
internal abstract class Seeker(GroupContext context, Member self, bool mayFound, GroupId? target)
{
    protected static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private int _turn;
    private Instant? _refusedSince;

    /// <summary>A listed process's part in forming the group, where the seeds form it.</summary>
    public virtual Former? Former => null;

    /// <summary>The formed group that takes this process in, once one is known.</summary>
    public GroupId? Target { get; protected set; } = target;

    /// <summary>Whether this process may found the group. One that comes back to a group cannot: its application has the
    /// state of an earlier formation.</summary>
    public bool MayFound { get; } = mayFound;

    /// <summary>Whether the group is gone, and why, for a person; null where it is not known to be.</summary>
    public abstract string? Lost { get; }

    /// <summary>The founding view, once it is decided and has this process.</summary>
    public abstract FoundingView? Founded { get; }

    /// <summary>Whom this process wants to be linked to: the members that it asks.</summary>
    public IReadOnlyList<ProcessId> Contacts { get; protected set; } = [];

    /// <summary>Set when the group will not have this process: the reason.</summary>
    public string? Rejected { get; protected set; }

    /// <summary>When it wants to look again.</summary>
    public Instant NextLook { get; protected set; } = context.Now;

    /// <summary>What is waited for, for a person.</summary>
    public string Waiting => Refusal.Length > 0 ? Refusal : WaitingFor;

    /// <summary>What is waited for where nobody has refused.</summary>
    protected abstract string WaitingFor { get; }

    /// <summary>Why the members do not take this process in at present.</summary>
    protected string Refusal { get; private set; } = "";

    protected GroupContext Context => context;

    protected Member Self => self;

    /// <summary>Looks, forms, asks, as far as it is time to.</summary>
    public abstract void Tick();

    /// <summary>A link to a process is new.</summary>
    public virtual void Resume(ProcessId process) => NextLook = context.Now;

    /// <summary>The epoch of the group that takes this process in; 0 where none is known.</summary>
    public ulong TargetEpoch { get; protected set; }

    /// <summary>A process has answered that does not know the group as a member does.</summary>
    public virtual void Unknown(ProcessId from, LookupAnswer answer) { }

    /// <summary>A member of a formed group answered, or one that such a group counts on.</summary>
    public virtual void Found(ProcessId from, LookupAnswer answer) { }

    /// <summary>Whether <see cref="Rejected"/> is for lack of room.</summary>
    public bool FoundFull { get; private set; }

    /// <summary>A member refuses to take this process in.</summary>
    public void Refused(string reason, bool isFull)
    {
        Refusal = reason;
        // Whoever wants a bound has another group to go to.
        if (isFull && context.Group.MostMembers is not null)
            (Rejected, FoundFull) = (reason, true);
        _refusedSince ??= context.Now;
        // A name may still belong to a process that has just died and is not out of the view yet.
        if (context.Now - _refusedSince.Value > 3 * context.Node.SuspicionTime)
            Rejected = reason;
    }

    /// <summary>Asks one of the contacts, another each time, to be taken in.</summary>
    protected void Ask()
    {
        ProcessId[] reachable = [.. Contacts.Where(contact => context.Links.To(contact) is not null)];
        if (reachable.Length == 0)
            return;
        ProcessId contact = reachable[_turn++ % reachable.Length];
        var request = new JoinRequest(
            self.Process,
            self.Name,
            HasView: false,
            context.Past.FloorOf(Target!.Value),
            context.Group.HasState
        );
        JoinRequest.Write(context, context.Links.To(contact)!, Target.Value, request);
    }

    /// <summary>Why two that differ in whether they have state cannot be in one group.</summary>
    public static string DifferentState(bool hasState) =>
        hasState
            ? "this node saves and loads state for the group, the others do not: give all members State, or none"
            : "the others save and load state for the group, this node does not: give all members State, or none";
}
