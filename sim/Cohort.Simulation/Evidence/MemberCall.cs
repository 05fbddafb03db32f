using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>What a caller was told of a member, and the view that it had installed then.</summary>
internal sealed record ToldReply(MemberReplied Event, ToolViewInstalled? View, bool IsLate);

/// <summary>A call to the members of a group with tools, what became of it, and the members that executed it.</summary>
internal sealed class MemberCall(MembersCalled called, int losses)
{
    public MembersCalled Called => called;

    /// <summary>How often its process had lost its membership when it called.</summary>
    public int LossesBefore => losses;

    public MembersCallDelivered? Delivered { get; set; }

    /// <summary>The view of that name, as somebody has installed it.</summary>
    public ToolViewInstalled? View { get; set; }

    public List<ToldReply> Replies { get; } = [];

    public List<MethodRan> Runs { get; } = [];

    /// <summary>How it ended, each time that it did.</summary>
    public List<MemberCallEvent> Ends { get; } = [];

    /// <summary>How often its process had lost its membership when it failed; −1 where it has not failed.</summary>
    public int LossesAtFailure { get; set; } = -1;

    public override string ToString() =>
        $"call {called.Call} of {called.Process} ({called.Wanted}{(called.Target is { } target ? $", to {target}" : "")})";
}

/// <summary>Reads the calls to members out of a history.</summary>
internal sealed class MemberCallReader
{
    private readonly Dictionary<ulong, MemberCall> _byNumber = [];
    private readonly List<MemberCall> _calls = [];
    private readonly Dictionary<(ProcessId, string), ToolViewInstalled> _views = [];
    private readonly Dictionary<(ProcessId, string), int> _losses = [];
    private readonly Dictionary<(GroupId, ViewNumber), ToolViewInstalled> _known = [];

    public void Read(MemberCallEvent happened)
    {
        (ProcessId, string) place = (happened.Process, happened.Group);
        switch (happened)
        {
            case ToolViewInstalled view:
                _views[place] = _known[(view.Formation, view.Number)] = view;
                break;
            case ToolMembershipLost:
                _losses[place] = LossesAt(place) + 1;
                break;
            case MembersCalled called:
                var call = new MemberCall(called, LossesAt(place));
                _byNumber.Add(called.Call, call);
                _calls.Add(call);
                break;
            case MembersCallDelivered delivered:
                CallOf(delivered.Call, delivered).Delivered = delivered;
                break;
            case MethodRan ran:
                CallOf(ran.Call, ran).Runs.Add(ran);
                break;
            case MemberReplied replied:
                MemberCall asked = CallOf(replied.Call, replied);
                asked.Replies.Add(new(replied, _views.GetValueOrDefault(place), asked.Ends.Count > 0));
                break;
            case MembersCallSettled settled:
                CallOf(settled.Call, settled).Ends.Add(settled);
                break;
            case MembersCallAbandoned abandoned:
                CallOf(abandoned.Call, abandoned).Ends.Add(abandoned);
                break;
            case MembersCallFailed failed:
                CallOf(failed.Call, failed).Ends.Add(failed);
                CallOf(failed.Call, failed).LossesAtFailure = LossesAt(place);
                break;
        }
    }

    /// <summary>The calls, in the order in which they were made.</summary>
    public IReadOnlyList<MemberCall> Complete()
    {
        foreach (MemberCall call in _calls)
            if (call.Delivered is { } delivered)
                call.View = _known.GetValueOrDefault((delivered.Formation, delivered.View));
        return _calls;
    }

    private int LossesAt((ProcessId, string) place) => _losses.GetValueOrDefault(place);

    private MemberCall CallOf(ulong call, HistoryEvent happened) =>
        _byNumber.GetValueOrDefault(call)
        ?? throw new InvalidDataException($"Call {call} was never made, and {happened} concerns it.");
}
