using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Diagrams;

/// <summary>Takes a history apart into what is drawn of it.</summary>
internal sealed class SceneReader(string group)
{
    private readonly Dictionary<string, Lane> _lanes = [];
    private readonly Dictionary<ulong, SceneMessage> _messages = [];
    private readonly List<SceneMessage> _sent = [];
    private readonly Dictionary<(GroupId, ViewNumber), List<(Lane, TimeSpan)>> _installed = [];
    private readonly List<SceneView> _views = [];
    private readonly Dictionary<(Lane, Lane), TimeSpan> _openCuts = [];
    private readonly List<(Interval Time, Lane From, Lane To)> _cuts = [];
    private readonly Dictionary<Lane, TimeSpan> _openPauses = [];
    private readonly Dictionary<Lane, (TimeSpan From, GroupStatus Status)> _openStatuses = [];
    private readonly Dictionary<Lane, TimeSpan> _openLives = [];
    private readonly Dictionary<Lane, int> _sends = [];
    private TimeSpan _now;

    public static Scene Read(History history, string? wanted)
    {
        var deliveries = history
            .Events.OfType<GroupEvent>()
            .GroupBy(happened => happened.Group)
            .OrderByDescending(group => group.Count(happened => happened is MessageDelivered))
            .Select(group => group.Key)
            .ToList();
        string shown = wanted ?? deliveries.FirstOrDefault() ?? "";
        var reader = new SceneReader(shown);
        foreach (HistoryEvent happened in history.Events)
            reader.Take(happened);
        TimeSpan begin = history.Events.Count > 0 ? history.Events[0].At : TimeSpan.Zero;
        return reader.Finish(begin, [.. deliveries.Where(other => other != shown)]);
    }

    private void Take(HistoryEvent happened)
    {
        _now = happened.At > _now ? happened.At : _now;
        Lane lane = LaneOf(happened.Process.Address);
        switch (happened)
        {
            case ProcessStarted started:
                Start(lane, started);
                break;
            case ProcessCrashed:
                Crash(lane, happened.At);
                break;
            case ProcessPaused:
                _openPauses[lane] = happened.At;
                break;
            case ProcessResumed:
                if (_openPauses.Remove(lane, out TimeSpan paused))
                    lane.Pauses.Add(new Interval(paused, happened.At));
                break;
            case LinkCut cut:
                _openCuts.TryAdd((lane, LaneOf(cut.Peer.Address)), happened.At);
                break;
            case LinkRestored restored:
                Restore(lane, LaneOf(restored.Peer.Address), happened.At);
                break;
            case GroupEvent inGroup when inGroup.Group == group:
                TakeInGroup(lane, inGroup);
                break;
        }
    }

    private void TakeInGroup(Lane lane, GroupEvent happened)
    {
        switch (happened)
        {
            case MessageSent sent:
                int number = _sends[lane] = _sends.GetValueOrDefault(lane) + 1;
                var message = new SceneMessage(lane, sent.At, sent.Order, sent.Delivery, $"{lane.Name}{number}");
                _messages.TryAdd(sent.Payload, message);
                _sent.Add(message);
                break;
            case MessageDelivered delivered when _messages.TryGetValue(delivered.Payload, out SceneMessage? known):
                known.Deliveries.Add((lane, delivered.At));
                break;
            case ViewInstalled view:
                Install(lane, view);
                break;
            case StateReplaced:
                lane.Marks.Add(new Mark(happened.At, MarkKind.StateLoaded, "state loaded"));
                break;
            case StatusChanged changed:
                ChangeStatus(lane, changed.At, changed.Status);
                if (changed.Status == GroupStatus.Expelled)
                    lane.Marks.Add(new Mark(changed.At, MarkKind.Expelled, $"expelled: {changed.Reason}"));
                break;
            case MembershipEnded ended:
                CloseStatus(lane, ended.At);
                lane.Marks.Add(new Mark(ended.At, MarkKind.Left, $"{ended.Status}: {ended.Reason}"));
                break;
        }
    }

    private void Start(Lane lane, ProcessStarted started)
    {
        lane.Name = started.Name;
        if (lane.Lives.Count > 0)
            lane.Marks.Add(new Mark(started.At, MarkKind.Restart, $"{started.Name} starts again"));
        _openLives[lane] = started.At;
    }

    private void Crash(Lane lane, TimeSpan at)
    {
        if (_openLives.Remove(lane, out TimeSpan from))
            lane.Lives.Add(new Interval(from, at));
        if (_openPauses.Remove(lane, out TimeSpan paused))
            lane.Pauses.Add(new Interval(paused, at));
        CloseStatus(lane, at);
        lane.Marks.Add(new Mark(at, MarkKind.Crash, $"{lane.Name} crashes"));
    }

    private void Restore(Lane from, Lane to, TimeSpan at)
    {
        if (_openCuts.Remove((from, to), out TimeSpan since))
            _cuts.Add((new Interval(since, at), from, to));
    }

    private void Install(Lane lane, ViewInstalled view)
    {
        if (!_installed.TryGetValue((view.Formation, view.Number), out List<(Lane, TimeSpan)>? installed))
        {
            _installed.Add((view.Formation, view.Number), installed = []);
            string members = string.Join(' ', view.Members.Select(m => m.HoldsState ? m.Name : m.Name + "*"));
            _views.Add(new SceneView(view.Number, members, installed));
        }
        installed.Add((lane, view.At));
    }

    private void ChangeStatus(Lane lane, TimeSpan at, GroupStatus status)
    {
        CloseStatus(lane, at);
        _openStatuses[lane] = (at, status);
    }

    private void CloseStatus(Lane lane, TimeSpan at)
    {
        if (_openStatuses.Remove(lane, out var open))
            lane.Statuses.Add(new StatusSpan(new Interval(open.From, at), open.Status));
    }

    private Lane LaneOf(string address)
    {
        if (!_lanes.TryGetValue(address, out Lane? lane))
            _lanes.Add(address, lane = new Lane(address, _lanes.Count));
        return lane;
    }

    private Scene Finish(TimeSpan begin, IReadOnlyList<string> otherGroups)
    {
        foreach ((Lane lane, TimeSpan from) in _openLives)
            lane.Lives.Add(new Interval(from, TimeSpan.MaxValue));
        foreach ((Lane lane, TimeSpan from) in _openPauses)
            lane.Pauses.Add(new Interval(from, _now));
        foreach (Lane lane in _lanes.Values)
            CloseStatus(lane, _now);
        foreach (((Lane from, Lane to), TimeSpan since) in _openCuts)
            _cuts.Add((new Interval(since, _now), from, to));
        Lane[] lanes = [.. _lanes.Values.OrderBy(lane => lane.Name, StringComparer.Ordinal)];
        for (int index = 0; index < lanes.Length; index++)
            lanes[index].Index = index;
        return new Scene
        {
            Lanes = lanes,
            Views = _views,
            Messages = _sent,
            Cuts =
            [
                .. _cuts
                    .GroupBy(cut => cut.Time)
                    .OrderBy(cuts => cuts.Key.From)
                    .Select(cuts => new Cut(cuts.Key, [.. cuts.Select(cut => (cut.From, cut.To))])),
            ],
            Begin = begin,
            End = _now,
            Group = group,
            OtherGroups = otherGroups,
        };
    }
}
