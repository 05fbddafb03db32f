namespace Cohort.Simulation.Linearizability;

/// <summary>What a search for a linearization found.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Stuck">Where there is none: a call that the longest attempt could not place in time.</param>
/// <param name="Placed">How many calls the longest attempt placed.</param>
internal sealed record Finding(Verdict Verdict, Call? Stuck, int Placed);

/// <summary>The answer to whether a history is linearizable.</summary>
internal enum Verdict
{
    Linearizable,
    NotLinearizable,

    /// <summary>The search gave up. It proves nothing, and counts as a failure.</summary>
    OutOfBudget,
}

/// <summary>
/// Looks for an order of the calls to one object that a single copy could have served, and in which no call stands before
/// one that had returned before it was called. Depth first (Wing and Gong 1993), never trying the same set of placed calls
/// with the same state twice (Lowe, "Testing for Linearizability", 2017). A pending call may be placed or left out.
/// </summary>
internal static class Search
{
    public static Finding Run<TState>(SequentialObject<TState> model, IReadOnlyList<Call> calls, int budget)
        where TState : notnull
    {
        HashSet<long?> results = [.. calls.Where(call => call.Returned is not null).Select(call => call.Result)];
        Call[] relevant = [.. calls.Where(call => call.Returned is not null || model.CanMatter(call, results))];
        return new Attempt<TState>(model, new Timeline(relevant), budget).Run();
    }

    private sealed class Attempt<TState>(SequentialObject<TState> model, Timeline timeline, int budget)
        where TState : notnull
    {
        private readonly HashSet<(CallSet, TState)> _tried = [];
        private readonly Stack<(Timeline.Entry Call, TState Before)> _placed = [];
        private readonly CallSet _set = new();
        private TState _state = model.Initial;
        private Call? _stuck;
        private int _longest = -1;

        public Finding Run()
        {
            Timeline.Entry? entry = timeline.Head.Next;
            for (int steps = 0; timeline.Returns > 0; steps++)
            {
                if (steps >= budget)
                    return new Finding(Verdict.OutOfBudget, _stuck, _longest);
                if (!entry!.IsReturn)
                    entry = TryPlace(entry) ? timeline.Head.Next : entry.Next;
                else
                {
                    NoteStuck(entry.Call);
                    if (_placed.Count == 0)
                        return new Finding(Verdict.NotLinearizable, _stuck, _longest);
                    entry = TakeBack().Next;
                }
            }
            return new Finding(Verdict.Linearizable, null, _placed.Count);
        }

        private bool TryPlace(Timeline.Entry call)
        {
            if (!model.TryApply(_state, call.Call, out TState next))
                return false;
            _set.Add(call.Place);
            if (!_tried.Add((_set.Freeze(), next)))
            {
                _set.Remove(call.Place);
                return false;
            }
            _placed.Push((call, _state));
            _state = next;
            timeline.Lift(call);
            return true;
        }

        private Timeline.Entry TakeBack()
        {
            (Timeline.Entry call, _state) = _placed.Pop();
            _set.Remove(call.Place);
            timeline.PutBack(call);
            return call;
        }

        private void NoteStuck(Call call)
        {
            if (_placed.Count <= _longest)
                return;
            _longest = _placed.Count;
            _stuck = call;
        }
    }
}
