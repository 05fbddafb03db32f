using System.Collections.Immutable;
using Cohort.Protocol.Views;

namespace Cohort.Protocol.Governance;

/// <summary>What all members of a group have to agree on, whoever created it.</summary>
/// <param name="HasState">Whether the members save and load state.</param>
/// <param name="Contract">What the members' applications call what they have in common; empty where they call it nothing.</param>
/// <param name="SelfGoverned">Whether the members decide their views themselves, and the directory is only told of them.</param>
/// <param name="TakesCalls">Whether the members execute the calls of clients.</param>
/// <param name="MostMembers">The most members; 0 for what any group may have.</param>
/// <param name="ForgottenWhenLost">Whether the directory forgets the group where its state is lost.</param>
/// <param name="Durable">Whether the members keep a log on their disks.</param>
internal sealed record GroupTerms(
    bool HasState,
    string Contract,
    bool SelfGoverned = false,
    bool TakesCalls = false,
    int MostMembers = 0,
    bool ForgottenWhenLost = false,
    bool Durable = false
)
{
    public static GroupTerms Of(GroupSettings settings) =>
        new(
            settings.HasState,
            settings.Contract,
            !settings.Governed,
            settings.TakesCalls,
            settings.MostMembers ?? 0,
            settings.ForgottenWhenLost,
            settings.Durable
        );

    /// <summary>Whether nobody has to be asked before the group is forgotten when nobody holds its state any more.</summary>
    public bool LosesNothing => !HasState || ForgottenWhenLost;

    /// <summary>Why a node that wants these of a group that the directory has is refused, with both sides and what to do.</summary>
    public string Refusal(DirectoryEntry entry)
    {
        GroupTerms known = entry.Terms;
        string remedy =
            known.SelfGoverned != SelfGoverned
                ? "one name stands for one group, so let all members be SelfGoverned, or none, or choose another name"
            : known.TakesCalls != TakesCalls ? "give all members OnCall, or none"
            : known.HasState != HasState ? "give all members State, or none"
            : known.Durable != Durable ? "give all members the same Durability"
            : known.MostMembers != MostMembers ? "give all members the same MaxMembers"
            : "give all members the same Contract";
        return $"group '{entry.Name}' is one {known}, and this node joined it as one {this}: {remedy}";
    }

    public override string ToString() =>
        (SelfGoverned ? "self-governed " : "governed ")
        + (HasState ? "with state" : "without state")
        + (TakesCalls ? " that takes calls" : "")
        + (Durable ? " that keeps a log" : "")
        + (MostMembers > 0 ? $" of at most {MostMembers} members" : "")
        + (Contract.Length > 0 ? $", contract '{Contract}'" : "");
}

/// <summary>A group as the directory has it.</summary>
/// <param name="Name">Its name, of which there is one in the cluster.</param>
/// <param name="Terms">What its members agree on.</param>
/// <param name="View">Its present view; of a self-governed one the last that its coordinator has told.</param>
/// <param name="Decided">What was decided to follow the view before it, so that whoever was not in the root then, and holds
/// all there is, hears of it; null where the view is the first.</param>
/// <param name="Over">Members of that view that have said themselves that their memberships are over.</param>
/// <param name="Continues">Of a first view: where the formation before ended, which this one goes on from; null where it began with
/// nothing.</param>
/// <param name="Chosen">Of one that keeps a log and is lost: from which log it is to go on, though that lacks what came after it, as an
/// operator has decided; null where nobody has.</param>
internal sealed record DirectoryEntry(
    string Name,
    GroupTerms Terms,
    View View,
    Proposal? Decided,
    ImmutableArray<MemberId> Over,
    Continuation? Continues = null,
    LogChoice? Chosen = null
)
{
    public GroupId Id => View.Group;
}

/// <summary>Where a formation ended, whose members have all died, according to the log that another goes on from.</summary>
/// <param name="Group">The formation.</param>
/// <param name="View">The last view of which that log has anything.</param>
/// <param name="Cut">How much of each stream of that view counts.</param>
internal sealed record Continuation(GroupId Group, ViewNumber View, ImmutableArray<ulong> Cut);

/// <summary>What happened to a group in the directory.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Entry">It as it is now; null where it is gone.</param>
/// <param name="Before">Its view before that; null where nothing was known of it.</param>
/// <param name="End">What was decided to follow <paramref name="Before"/>, where nobody is left in the group.</param>
/// <param name="Change">Of a group that keeps a log: which change it is, that has to count first; else 0.</param>
internal sealed record DirectoryEvent(
    string Name,
    DirectoryEntry? Entry,
    View? Before,
    Proposal? End,
    ulong Change = 0
);
