namespace Cohort.Simulation.Linearizability;

/// <summary>
/// One search: depth first (Wing and Gong 1993), never trying the same set of placed calls with the same state twice
/// (Lowe, "Testing for Linearizability", 2017). Pending calls are tried only where no completed one fits, since most of
/// them never had an effect, and only so many of them one right after another.
/// </summary>
internal sealed class Attempt<TState>(
    SequentialObject<TState> model,
    Timeline timeline,
    PendingCalls pending,
    int longestRun,
    int budget
)
    where TState : notnull
{
    private readonly HashSet<(CallSet Completed, CallSet Pending, TState State, int Run)> _tried = [];
    private readonly List<Step> _path = [];
    private readonly CallSet _completedSet = new();
    private readonly CallSet _pendingSet = new();
    private int _completed;
    private Invocation? _stuck;
    private int _longest = -1;

    /// <summary>How many steps it took.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether longer runs of pending calls could have led further.</summary>
    public bool WasHeldBack { get; private set; }

    public Finding Run()
    {
        if (!timeline.IsEmpty)
            Enter(model.Initial, 0);
        for (; !timeline.IsEmpty; Steps++)
        {
            if (Steps >= budget)
                return new Finding(Verdict.OutOfBudget, _stuck, _longest);
            Step step = _path[^1];
            if (step.Placed is { } placed)
                TakeBack(step, placed);
            else if (step.Next < step.Waiting.Count)
                Try(step, new Candidate(step.Waiting[step.Next++], -1));
            else if (pending.NextFrom(step.NextPending, step.Blocked.Step) is >= 0 and var place)
            {
                step.NextPending = place + 1;
                Try(step, new Candidate(null, place));
            }
            else if (_path.Count > 1)
                _path.RemoveAt(_path.Count - 1);
            else
                return new Finding(Verdict.NotLinearizable, _stuck, _longest);
        }
        return new Finding(Verdict.Linearizable, null, _completed);
    }

    private void Enter(TState state, int run)
    {
        var step = new Step(state, run);
        step.Blocked = timeline.ListWaiting(step.Waiting);
        Invocation blocked = step.Blocked.Call;
        step.Waiting.Sort((left, right) => Preference(left.Call, blocked).CompareTo(Preference(right.Call, blocked)));
        _path.Add(step);
        if (_completed > _longest)
            (_longest, _stuck) = (_completed, step.Blocked.Call);
    }

    // Where the history tells the order of changes, that one explains it, if any does.
    private (ulong Place, int Preference) Preference(Invocation call, Invocation blocked) =>
        (call.Place ?? 0, model.Preference(call, blocked));

    private void Try(Step step, Candidate candidate)
    {
        Invocation call = candidate.Entry?.Call ?? pending[candidate.Pending];
        if (!model.TryApply(step.State, call, out TState next))
            return;
        if (candidate.Entry is null && !IsWorthIt(step, call, next))
            return;
        int run = candidate.Entry is null ? step.Run + 1 : 0;
        Mark(candidate);
        if (!_tried.Add((_completedSet.Freeze(), _pendingSet.Freeze(), next, run)))
        {
            Unmark(candidate);
            return;
        }
        step.Placed = candidate;
        if (!timeline.IsEmpty)
            Enter(next, run);
    }

    private bool IsWorthIt(Step step, Invocation call, TState next)
    {
        bool helps = step.Waiting.Exists(waiting => model.Helps(call, next, waiting.Call));
        WasHeldBack |= helps && step.Run == longestRun;
        return helps && step.Run < longestRun;
    }

    private void TakeBack(Step step, Candidate placed)
    {
        Unmark(placed);
        step.Placed = null;
    }

    private void Mark(Candidate candidate)
    {
        if (candidate.Entry is { } entry)
        {
            _completedSet.Add(entry.Place);
            _completed++;
            Timeline.Lift(entry);
        }
        else
        {
            _pendingSet.Add(candidate.Pending);
            pending.Place(candidate.Pending);
        }
    }

    private void Unmark(Candidate candidate)
    {
        if (candidate.Entry is { } entry)
        {
            _completedSet.Remove(entry.Place);
            _completed--;
            Timeline.PutBack(entry);
        }
        else
        {
            _pendingSet.Remove(candidate.Pending);
            pending.TakeBack(candidate.Pending);
        }
    }

    /// <summary>A completed call by its entry, or else a pending one by its place.</summary>
    private readonly record struct Candidate(Timeline.Entry? Entry, int Pending);

    /// <summary>A point on the way: the state there, and what has been tried from it.</summary>
    private sealed class Step(TState state, int run)
    {
        public TState State { get; } = state;

        /// <summary>How many pending calls were placed one right after another just before.</summary>
        public int Run { get; } = run;

        /// <summary>The completed calls that may come next.</summary>
        public List<Timeline.Entry> Waiting { get; } = [];

        /// <summary>The return that none of them may follow.</summary>
        public Timeline.Entry Blocked { get; set; } = null!;

        public int Next { get; set; }

        public int NextPending { get; set; }

        /// <summary>What was placed here; null while nothing is.</summary>
        public Candidate? Placed { get; set; }
    }
}
