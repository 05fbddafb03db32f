using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>Reads a history once, event by event, and leaves what each process did to its <see cref="TrackReader"/>.</summary>
internal sealed class EvidenceReader
{
    private readonly Dictionary<ProcessId, ProcessReader> _processes = [];
    private readonly List<ProcessInGroup> _tracks = [];
    private readonly List<TrackReader> _readers = [];
    private readonly MessageCatalog _messages = new();
    private readonly List<FeedTrack> _feeds = [];
    private readonly HierarchyReader _hierarchy = new();
    private readonly ToolReader _tools = new();
    private readonly ClaimReader _claims = new();
    private readonly MemberCallReader _memberCalls = new();
    private readonly List<HistoryEvent> _afterCrash = [];
    private readonly Dictionary<ulong, ObservedCall> _calls = [];
    private readonly Dictionary<GroupId, GroupId> _origins = [];
    private ProcessReader? _last;
    private int _step;

    public void Read(HistoryEvent happened)
    {
        _step++;
        ProcessReader process = ReaderOf(happened.Process);
        if (process.Crashed && happened is not (LinkCut or LinkRestored))
            _afterCrash.Add(happened);
        switch (happened)
        {
            case ProcessStarted started:
                process.Name = started.Name;
                break;
            case ProcessCrashed:
                process.Crashed = true;
                foreach (TrackReader known in process.Groups)
                    known.Track.Crashed = true;
                foreach (FeedTrack feed in _feeds.Where(feed => feed.Process == process.Id))
                    feed.Crashed = true;
                break;
            case OperationCalled called:
                TrackReader caller = ReaderOf(process, called.Group);
                _calls.Add(called.Operation, new ObservedCall(caller.Track, called, _step, caller.Current));
                break;
            case OperationReturned returned:
                CallOf(returned.Operation, returned).Return(returned, _step, ReaderOf(process, returned.Group).Current);
                break;
            case OperationGivenUp givenUp:
                CallOf(givenUp.Operation, givenUp).GivenUp = givenUp;
                break;
            case CallExecuted executed:
                TrackReader executor = ReaderOf(process, executed.Group);
                CallOf(executed.Operation, executed).Executions.Add(new(executor.Track, executor.Current, executed));
                break;
            case LogContinues continues:
                _origins[continues.Formation] = _origins.GetValueOrDefault(continues.Of, continues.Of);
                break;
            case MessageReplayed replayed:
                _messages.Find(replayed.Number)?.Replayed = true;
                break;
            case ViewDiffused or MessageDiffused or GapDiffused:
                FeedOf((GroupEvent)happened).Read((GroupEvent)happened);
                break;
            case HierarchyEvent inHierarchy:
                _hierarchy.Read(inHierarchy);
                break;
            case ToolEvent ofTools:
                _tools.Read(ofTools, _step);
                _claims.Read(ofTools);
                break;
            case MemberCallEvent ofCalls:
                _memberCalls.Read(ofCalls);
                break;
            case GroupEvent inGroup:
                ReaderOf(process, inGroup.Group).Read(inGroup);
                break;
        }
    }

    public RunEvidence Complete()
    {
        foreach (TrackReader reader in _readers)
            reader.Complete();
        IReadOnlyList<Formation> formations = FormationsOf(_tracks);
        foreach (Formation formation in formations)
            formation.Origin = _origins.GetValueOrDefault(formation.Id, formation.Id);
        return new RunEvidence
        {
            Formations = formations,
            Tracks = _tracks,
            Messages = _messages.All,
            Calls = [.. _calls.Values.OrderBy(call => call.CalledAt)],
            Feeds = _feeds,
            Hierarchy = _hierarchy.Stays,
            ToolCalls = _tools.Calls,
            Claims = _claims,
            MemberCalls = _memberCalls.Complete(),
            AfterCrash = _afterCrash,
        };
    }

    private FeedTrack FeedOf(GroupEvent happened)
    {
        foreach (FeedTrack known in _feeds)
            if (known.Process == happened.Process && known.Group == happened.Group)
                return known;
        var feed = new FeedTrack(happened.Process, happened.Group);
        _feeds.Add(feed);
        return feed;
    }

    private ObservedCall CallOf(ulong operation, HistoryEvent happened) =>
        _calls.GetValueOrDefault(operation)
        ?? throw new InvalidDataException($"Operation {operation} is uncalled, and {happened} concerns it.");

    private ProcessReader ReaderOf(ProcessId id)
    {
        // Events of one process often stand together, and a process's address is one string in a simulated run.
        if (_last is not null && _last.Id.Incarnation == id.Incarnation && _last.Id == id)
            return _last;
        if (!_processes.TryGetValue(id, out ProcessReader? reader))
            _processes.Add(id, reader = new ProcessReader(id));
        return _last = reader;
    }

    private TrackReader ReaderOf(ProcessReader process, string group)
    {
        foreach (TrackReader known in process.Groups)
            if (known.Track.Group == group)
                return known;
        var track = new ProcessInGroup(process.Id, process.Name, group);
        var reader = new TrackReader(track, _messages);
        _tracks.Add(track);
        _readers.Add(reader);
        process.Groups.Add(reader);
        return reader;
    }

    private static List<Formation> FormationsOf(List<ProcessInGroup> tracks)
    {
        var formations = new FormationCatalog();
        foreach (Membership membership in tracks.SelectMany(track => track.Memberships))
            formations.AddByViews(membership);
        // A joiner that was gone before it saw a view belongs to the formation of those whose messages it delivered.
        foreach (Membership membership in tracks.SelectMany(track => track.Memberships))
            formations.AddByMessages(membership);
        return formations.All;
    }

    private sealed class ProcessReader(ProcessId id)
    {
        public ProcessId Id { get; } = id;

        public string Name { get; set; } = "";

        public bool Crashed { get; set; }

        public List<TrackReader> Groups { get; } = [];
    }
}
