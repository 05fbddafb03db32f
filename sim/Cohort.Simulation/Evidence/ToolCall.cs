using Cohort.Simulation.Histories;
using Cohort.Simulation.Toolkit.Collections;

namespace Cohort.Simulation.Evidence;

/// <summary>A call of a replicated object of the toolkit, and the replicas that have made it.</summary>
internal sealed class ToolCall(UpdateCalled called, int step)
{
    public UpdateCalled Called => called;

    public int CalledAt => step;

    public UpdateReturned? Returned { get; set; }

    public int ReturnedAt { get; set; }

    /// <summary>Whether its caller was told that nobody can tell what it came to.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Whether it was told that it has not been made, and never will be.</summary>
    public bool IsExcluded { get; set; }

    /// <summary>Whether it has a place in the order: as updates have, and what is read for clients that are no members.</summary>
    public bool IsPlaced => !CollectionWords.IsRead(called.Call) || Made.Count > 0;

    /// <summary>Where it was made, if it has a place.</summary>
    public List<UpdateMade> Made { get; } = [];

    /// <summary>The formation that its process was in when it returned.</summary>
    public GroupId? ReturnedIn { get; set; }

    /// <summary>The formations of the group in which it has taken effect. A read that has returned took effect where it returned.</summary>
    public IEnumerable<GroupId> Formations =>
        IsPlaced ? Made.Select(made => made.Formation).Distinct()
        : ReturnedIn is { } formation ? [formation]
        : [];

    public override string ToString() =>
        $"{called.Call} {called.Argument} of {called.Object} (call {called.Operation})";
}

/// <summary>Reads the calls of replicated objects of the toolkit out of a history.</summary>
internal sealed class ToolReader
{
    private readonly Dictionary<ulong, ToolCall> _byNumber = [];
    private readonly List<ToolCall> _calls = [];
    private readonly Dictionary<(ProcessId, string), GroupId> _formations = [];

    public IReadOnlyList<ToolCall> Calls => _calls;

    public void Read(ToolEvent happened, int step)
    {
        switch (happened)
        {
            case ReplicaBegan began:
                _formations[(began.Process, began.Group)] = began.Formation;
                break;
            case UpdateCalled called:
                var call = new ToolCall(called, step);
                _byNumber.Add(called.Operation, call);
                _calls.Add(call);
                break;
            case UpdateReturned returned:
                ToolCall ended = CallOf(returned.Operation, returned);
                (ended.Returned, ended.ReturnedAt) = (returned, step);
                if (_formations.TryGetValue((returned.Process, returned.Group), out GroupId formation))
                    ended.ReturnedIn = formation;
                break;
            case UpdateGivenUp givenUp:
                ToolCall left = CallOf(givenUp.Operation, givenUp);
                (left.IsGivenUp, left.IsExcluded) = (true, givenUp.IsExcluded);
                break;
            case UpdateMade made:
                CallOf(made.Operation, made).Made.Add(made);
                break;
        }
    }

    private ToolCall CallOf(ulong operation, HistoryEvent happened) =>
        _byNumber.GetValueOrDefault(operation)
        ?? throw new InvalidDataException($"Call {operation} was never made, and {happened} concerns it.");
}
