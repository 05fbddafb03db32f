using Cohort.AspNetCore.Dashboard.Reports;
using Cohort.Protocol.Observation;
using Cohort.Runtime.Observation;

namespace Cohort.AspNetCore.Dashboard.Observing;

/// <summary>Looks how this node and its memberships stand.</summary>
/// <param name="node">The node.</param>
/// <param name="events">Hears of suspicions.</param>
/// <param name="startedAt">Since when the node is observed.</param>
internal sealed class NodeSurvey(Node node, EventJournal events, double startedAt)
{
    private readonly HashSet<(string Group, string Member)> _suspected = [];

    /// <summary>How it stands. It asks the node's own thread, and waits for it a second at most. Calls do not overlap.</summary>
    public NodeSummary Read(Latencies latencies, IReadOnlyList<PeerSummary> peers)
    {
        IReadOnlyList<GroupState> states = node.Observation.Read();
        Dictionary<string, GroupObservation> counters = [];
        foreach (GroupObservation group in node.Observation.Groups)
            counters[NameIn(group.Tags)] = group;
        var memberships = node.Groups.ToDictionary(group => group.Name, StringComparer.Ordinal);
        List<GroupSummary> groups = [];
        foreach (GroupState state in states)
            groups.Add(Summarize(state, memberships, counters, latencies));
        foreach (Group without in memberships.Values.Where(group => !groups.Exists(known => known.Name == group.Name)))
            groups.Add(WithoutView(without));
        TellSuspicions(states);
        groups.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return new NodeSummary(
            node.Process.Address,
            node.Status.ToString(),
            ReportLimits.Shorten(node.StatusReason),
            startedAt,
            Environment.WorkingSet,
            latencies.SocketBytes,
            groups.Count <= ReportLimits.Groups ? groups : groups[..ReportLimits.Groups],
            Math.Max(0, groups.Count - ReportLimits.Groups),
            peers
        );
    }

    private static GroupSummary Summarize(
        GroupState state,
        Dictionary<string, Group> memberships,
        Dictionary<string, GroupObservation> counters,
        Latencies latencies
    )
    {
        GroupReading reading = state.Reading;
        string name = NameIn(state.Tags);
        Group? membership = memberships.GetValueOrDefault(name);
        GroupObservation? counted = counters.GetValueOrDefault(name);
        return new GroupSummary
        {
            Name = name,
            Status = Tag.Of(membership?.Status ?? GroupStatus.Active),
            Reason = ReportLimits.Shorten(membership?.StatusReason ?? ""),
            Formation = reading.View.Group.ToString(),
            View = reading.View.Number.Value,
            StableView = reading.LastStable?.Value,
            Members = MembersIn(reading),
            MemberCount = reading.View.Members.Length,
            Pending = reading.PendingChanges,
            WindowBytes = reading.WindowBytes,
            WindowLimit = reading.WindowLimit,
            Waiting = reading.WaitingMessages,
            Sent = counted?.Sent ?? 0,
            SentBytes = counted?.SentBytes ?? 0,
            Delivered = counted?.Delivered().Sum(each => each.Value) ?? 0,
            DeliveredBytes = counted?.DeliveredBytes ?? 0,
            Queue = counted?.Queue ?? 0,
            Latency = latencies.Take(name),
        };
    }

    private static GroupSummary WithoutView(Group group) =>
        new()
        {
            Name = group.Name,
            Status = Tag.Of(group.Status),
            Reason = ReportLimits.Shorten(group.StatusReason),
            Formation = "",
            View = 0,
            StableView = null,
            Members = [],
            MemberCount = 0,
            Pending = 0,
            WindowBytes = 0,
            WindowLimit = 0,
            Waiting = 0,
        };

    private static List<MemberSummary> MembersIn(GroupReading reading)
    {
        var members = new List<MemberSummary>();
        for (int rank = 0; rank < Math.Min(reading.View.Members.Length, ReportLimits.Members); rank++)
        {
            Member member = reading.View.Members[rank];
            MemberLag? lag = rank < reading.Lags.Count ? reading.Lags[rank] : null;
            members.Add(
                new MemberSummary(
                    member.Name,
                    member.Process.Address,
                    member.HoldsState,
                    reading.Suspects[rank],
                    (long)reading.RowLags[rank],
                    lag?.UnreceivedMessages ?? 0,
                    lag?.UnhandledMessages ?? 0,
                    lag?.KeepsWaitingFor.TotalSeconds ?? 0
                )
            );
        }
        return members;
    }

    private void TellSuspicions(IReadOnlyList<GroupState> states)
    {
        var now = new HashSet<(string Group, string Member)>();
        foreach (GroupState state in states)
            for (int rank = 0; rank < state.Reading.Suspects.Count; rank++)
                if (state.Reading.Suspects[rank])
                    now.Add((NameIn(state.Tags), state.Reading.View.Members[rank].Name));
        foreach ((string group, string member) in now.Except(_suspected))
            events.Add(ClusterEvent.SuspicionKind, $"{node.Name} suspects {member}", group, about: member);
        foreach ((string group, string member) in _suspected.Except(now))
            events.Add(ClusterEvent.SuspicionKind, $"{node.Name} suspects {member} no more", group, about: member);
        _suspected.Clear();
        _suspected.UnionWith(now);
    }

    private static string NameIn(KeyValuePair<string, object?>[] tags) =>
        (string)Array.Find(tags, static tag => tag.Key == Tag.Group).Value!;
}
