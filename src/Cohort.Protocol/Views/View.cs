using System.Collections.Immutable;

namespace Cohort;

/// <summary>A member as a view lists it.</summary>
/// <param name="Id">Which membership of which process.</param>
/// <param name="Name">The name of its node, unique in the cluster.</param>
/// <param name="HoldsState">
/// Whether it holds the group's state. One that has only just joined does not yet: it receives, but sends nothing of
/// its own and counts in no quorum until a later view promotes it.
/// </param>
public sealed record Member(MemberId Id, string Name, bool HoldsState)
{
    /// <summary>The process.</summary>
    public ProcessId Process => Id.Process;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>
/// A view: the agreed membership of a group, in rank order, oldest member first. Every member sees the same sequence
/// of views (properties V1–V4; Birman, Joseph, SOSP 1987).
/// </summary>
public sealed class View
{
    /// <summary>Makes a view of the members given, in rank order.</summary>
    public View(GroupId group, ViewNumber number, ImmutableArray<Member> members)
    {
        Group = group;
        Number = number;
        Members = members;
        for (int rank = 0; rank < members.Length; rank++)
            if (members[rank].HoldsState)
                Senders = rank + 1;
    }

    /// <summary>The formation of the group that this view belongs to.</summary>
    public GroupId Group { get; }

    /// <summary>Its number.</summary>
    public ViewNumber Number { get; }

    /// <summary>The members in rank order, oldest first.</summary>
    public ImmutableArray<Member> Members { get; }

    /// <summary>The ranks below this one have streams: those up to the last that counts. Whoever stands behind it sends nothing,
    /// and no row or cut speaks of it.</summary>
    internal int Senders { get; }

    /// <summary>The rank of a member, or -1 where it is none of this view.</summary>
    public int RankOf(MemberId id)
    {
        for (int rank = 0; rank < Members.Length; rank++)
            if (Members[rank].Id == id)
                return rank;
        return -1;
    }

    /// <summary>The rank of the member that a process is here, or -1 where it is none.</summary>
    public int RankOf(ProcessId process)
    {
        for (int rank = 0; rank < Members.Length; rank++)
            if (Members[rank].Process == process)
                return rank;
        return -1;
    }

    /// <summary>For example <c>v7 [a b c*]</c>; a star marks a member that does not hold the state yet.</summary>
    public override string ToString() =>
        $"{Number} [{string.Join(' ', Members.Select(member => member.HoldsState ? member.Name : member.Name + "*"))}]";
}

/// <summary>A view and what it changed.</summary>
/// <param name="View">The view that was installed.</param>
/// <param name="Joined">Members that the view before did not have. Empty for the first view that a process sees.</param>
/// <param name="Left">Members of the view before that are gone: left, dead or expelled.</param>
/// <param name="Promoted">Members that were there already and now hold the state: their joining is complete.</param>
public sealed record ViewChange(
    View View,
    ImmutableArray<Member> Joined,
    ImmutableArray<Member> Left,
    ImmutableArray<Member> Promoted
)
{
    /// <summary>Whether it is of long ago: this member goes on from its node's log, and hears what was before it, in its order: what that had seen,
    /// and what it has missed since. Its process is in none of these views.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>
    /// Of the first view of a formation: the formation that it goes on from, all of whose members are gone, where it does so. What this
    /// member has of that stays.
    /// </summary>
    public GroupId? Continues { get; init; }

    /// <summary>What is different in a view from the one before, which may be of a formation that this one's goes on from.</summary>
    internal static ViewChange Between(View? before, View next) =>
        before is null
            ? new ViewChange(next, [], [], [])
            : new ViewChange(
                next,
                [.. next.Members.Where(member => before.RankOf(member.Id) < 0)],
                [.. before.Members.Where(member => next.RankOf(member.Id) < 0)],
                [
                    .. next.Members.Where(member =>
                        member.HoldsState
                        && before.RankOf(member.Id) is >= 0 and int rank
                        && !before.Members[rank].HoldsState
                    ),
                ]
            )
            {
                Continues = before.Group == next.Group ? null : before.Group,
            };
}
