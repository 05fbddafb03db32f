using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>
/// A history arranged the way the properties speak of it: formations of groups, their views, who stayed in which view
/// with what memberships, and the way of each message. It is made once for a history, in one pass, and never changes.
/// </summary>
internal sealed class RunEvidence
{
    public required IReadOnlyList<Formation> Formations { get; init; }

    public required IReadOnlyList<ProcessInGroup> Tracks { get; init; }

    public required IReadOnlyList<SentMessage> Messages { get; init; }

    public required IReadOnlyList<ObservedCall> Calls { get; init; }

    /// <summary>What each subscriber got.</summary>
    public required IReadOnlyList<FeedTrack> Feeds { get; init; }

    /// <summary>What happened in hierarchical groups: the memberships of all processes, in the order in which they began.</summary>
    public required IReadOnlyList<HierarchyStay> Hierarchy { get; init; }

    /// <summary>The calls of replicated objects of the toolkit, in the order in which they were made.</summary>
    public required IReadOnlyList<ToolCall> ToolCalls { get; init; }

    /// <summary>What was claimed of the locks and elections of the toolkit.</summary>
    public required ClaimReader Claims { get; init; }

    /// <summary>The calls to members of a group with tools, in the order in which they were made.</summary>
    public required IReadOnlyList<MemberCall> MemberCalls { get; init; }

    /// <summary>Events of a process that had crashed before.</summary>
    public required IReadOnlyList<HistoryEvent> AfterCrash { get; init; }

    public IEnumerable<Membership> Memberships => Tracks.SelectMany(track => track.Memberships);

    public IEnumerable<Stay> Stays => Memberships.SelectMany(membership => membership.Stays);

    public IEnumerable<GroupView> Views => Formations.SelectMany(formation => formation.Views.Values);

    public ProcessInGroup? Track(ProcessId process, string group) =>
        Tracks.FirstOrDefault(track => track.Process == process && track.Group == group);

    public static RunEvidence Of(History history)
    {
        var reader = new EvidenceReader();
        foreach (HistoryEvent happened in history.Events)
            reader.Read(happened);
        RunEvidence evidence = reader.Complete();
        Settlement.Apply(evidence, history.Facts);
        foreach (Membership membership in evidence.Memberships)
            StayKnowledge.Apply(membership);
        return evidence;
    }
}
