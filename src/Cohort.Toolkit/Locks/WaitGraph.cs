namespace Cohort.Toolkit.Locks;

/// <summary>
/// Who waits for whom. A claim that waits is stuck where those that it waits for let go only when it has been granted:
/// then nobody goes on any more. One lock is waited for until all who are in the way let go, a semaphore until one of
/// them does, so that a cycle alone says nothing (Knapp, Deadlock Detection in Distributed Databases, ACM Computing
/// Surveys 1987: the AND-OR model); so it is looked for who can go on, and who remains is stuck.
/// </summary>
/// <param name="locks">All locks, with the new claim at the end of its queue.</param>
internal sealed class WaitGraph(SortedDictionary<string, LockQueue> locks)
{
    /// <summary>The most waiting claims that are looked at; where more hang together, no deadlock is found, and the
    /// wait is allowed.</summary>
    public const int MostSearched = 4096;

    private readonly Dictionary<LockClaim, Wait> _waits = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(ProcessId, ulong), List<Wait>> _byTogether = [];
    private readonly List<Wait> _reached = [];
    private readonly List<Wait> _none = [];

    /// <summary>A claim that waits.</summary>
    private sealed class Wait(string name, LockQueue queue, LockClaim claim, List<Wait> ahead, bool isBehind)
    {
        public string Lock => name;

        public LockQueue Queue => queue;

        public LockClaim Claim => claim;

        /// <summary>
        /// Who has to be granted before it: back to the first that excludes all. That one waits for everybody before
        /// it, and so for those that hold the lock.
        /// </summary>
        public List<Wait> Ahead => ahead;

        /// <summary>Whether there is one ahead that waits for all that hold the lock.</summary>
        public bool IsBehind => isBehind;

        /// <summary>Who is in its way.</summary>
        public IEnumerable<LockClaim> Holders => queue.Held.Where(claim.Excludes);

        /// <summary>Whether it was looked at.</summary>
        public bool IsReached { get; set; }

        /// <summary>Whether it is granted some time, if all that can let go do.</summary>
        public bool CanGo { get; set; }
    }

    /// <summary>Who would wait for each other if a claim waits, the claim's owner first; null where all can go
    /// on.</summary>
    public List<(string Owner, string Holds, string WaitsFor)>? CycleOf(LockClaim claim)
    {
        foreach ((string name, LockQueue queue) in locks)
            Add(name, queue);
        Wait first = _waits[claim];
        if (!Reach(first))
            return null;
        while (LetOneGo())
            if (first.CanGo)
                return null;
        return CycleFrom(first);
    }

    private void Add(string name, LockQueue queue)
    {
        Wait? last = null;
        var sharing = new List<Wait>();
        foreach (LockClaim claim in queue.Waiting)
        {
            bool shares = claim.Mode == LockMode.Shared;
            List<Wait> ahead = last is null ? [] : [last];
            if (!shares)
                ahead.AddRange(sharing);
            var wait = new Wait(name, queue, claim, ahead, isBehind: last is not null);
            _waits.Add(claim, wait);
            Index(wait);
            if (shares)
                sharing.Add(wait);
            else
                (last, sharing) = (wait, []);
        }
    }

    private void Index(Wait wait)
    {
        foreach (ulong held in wait.Claim.Together)
        {
            (ProcessId, ulong) key = (wait.Claim.Member.Process, held);
            if (!_byTogether.TryGetValue(key, out List<Wait>? waits))
                _byTogether.Add(key, waits = []);
            waits.Add(wait);
        }
    }

    /// <summary>The waits that keep the owner of a claim from letting go of it.</summary>
    private List<Wait> WaitsOf(LockClaim claim) =>
        _byTogether.GetValueOrDefault((claim.Member.Process, claim.Id), _none);

    private bool Reach(Wait first)
    {
        Reach([first]);
        for (int at = 0; at < _reached.Count; at++)
        {
            Wait wait = _reached[at];
            Reach(wait.Ahead);
            foreach (Wait ahead in wait.Ahead)
                Reach(WaitsOf(ahead.Claim));
            if (!wait.IsBehind)
                foreach (LockClaim holder in wait.Holders)
                    Reach(WaitsOf(holder));
            if (_reached.Count > MostSearched)
                return false;
        }
        return true;
    }

    private void Reach(List<Wait> waits)
    {
        foreach (Wait wait in waits)
        {
            if (wait.IsReached)
                continue;
            wait.IsReached = true;
            _reached.Add(wait);
        }
    }

    private bool LetOneGo()
    {
        bool any = false;
        // The last that were reached are the first in their queues.
        for (int at = _reached.Count - 1; at >= 0; at--)
            if (!_reached[at].CanGo && CanGo(_reached[at]))
                any = _reached[at].CanGo = true;
        return any;
    }

    private bool CanGo(Wait wait)
    {
        if (!wait.Ahead.TrueForAll(ahead => ahead.CanGo && LetsGo(ahead.Claim)))
            return false;
        if (wait.IsBehind)
            return true;
        return wait.Queue.Permits == 0
            ? wait.Holders.All(LetsGo)
            : wait.Queue.Held.Count < wait.Queue.Permits || wait.Holders.Any(LetsGo);
    }

    private bool LetsGo(LockClaim claim) => WaitsOf(claim).TrueForAll(wait => wait.CanGo);

    /// <summary>Whoever is stuck waits for somebody who is stuck: following them comes back.</summary>
    private List<(string Owner, string Holds, string WaitsFor)> CycleFrom(Wait first)
    {
        var path = new List<(Wait Wait, string Holds)>();
        (Wait Wait, string Holds) at = (first, "");
        int start;
        while ((start = path.FindIndex(step => step.Wait == at.Wait)) < 0)
        {
            path.Add(at);
            at = Next(at.Wait);
        }
        path[start] = at;
        return [.. path.Skip(start).Select(step => ($"{step.Wait.Claim}", step.Holds, step.Wait.Lock))];
    }

    /// <summary>Somebody that a wait is stuck behind, and what it holds; nothing where it is ahead in the
    /// queue.</summary>
    private (Wait Wait, string Holds) Next(Wait wait)
    {
        foreach (LockClaim holder in wait.Holders)
            if (WaitsOf(holder).Find(other => !other.CanGo) is { } stuck)
                return (stuck, wait.Lock);
        Wait ahead = wait.Ahead.Find(each => !each.CanGo || !LetsGo(each.Claim))!;
        return (ahead.CanGo ? WaitsOf(ahead.Claim).First(other => !other.CanGo) : ahead, "");
    }
}
