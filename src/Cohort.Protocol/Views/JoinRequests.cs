namespace Cohort.Protocol.Views;

/// <summary>
/// Who has asked to join, and when it asked last: one that has stopped asking is not taken in. One that had to be left out
/// again and again waits longer each time, so that a process which only some can reach does not wedge the group all the time.
/// </summary>
internal sealed class JoinRequests(NodeSettings settings, TimeSpan? maxLag)
{
    private const int LongestWait = 4; // suspicion times

    // One that was too slow, and is again as soon as it may be, must not come and go at the same pace for ever.
    private TimeSpan Memory => LongestWait * settings.SuspicionTime + 2 * (maxLag ?? TimeSpan.Zero);

    private sealed class Request(string name)
    {
        public string Name { get; } = name;
        public Instant AskedAt { get; set; }
    }

    private sealed class Failure
    {
        public int Count { get; set; }
        public Instant Until { get; set; }
    }

    private readonly SortedDictionary<ProcessId, Request> _requests = [];
    private readonly SortedDictionary<ProcessId, Failure> _failures = [];

    /// <summary>Whether nobody has asked for long.</summary>
    public bool IsEmpty => _requests.Count == 0;

    public void Add(ProcessId process, string name, Instant now)
    {
        // Another incarnation at the same address takes the earlier one's place.
        foreach (ProcessId known in _requests.Keys.Where(known => known.Address == process.Address).ToArray())
            if (known != process)
                _requests.Remove(known);
        if (!_requests.TryGetValue(process, out Request? request))
            _requests.Add(process, request = new Request(name));
        request.AskedAt = now;
    }

    /// <summary>A view has the process as a member.</summary>
    public void TakenIn(Member member) => _requests.Remove(member.Process);

    /// <summary>A view left a member out that had not asked to leave. One that had come as far as to hold the state may come
    /// back at once, the first time.</summary>
    public void LeftOut(Member member, Instant now)
    {
        if (!_failures.TryGetValue(member.Process, out Failure? failure))
            _failures.Add(member.Process, failure = new Failure { Count = member.HoldsState ? 0 : 1 });
        int wait = failure.Count == 0 ? 0 : Math.Min(1 << Math.Min(failure.Count - 1, 8), LongestWait);
        failure.Count++;
        failure.Until = now + wait * settings.SuspicionTime;
    }

    /// <summary>Those that still ask and need not wait, in a fixed order.</summary>
    public List<(ProcessId Process, string Name)> Waiting(Instant now)
    {
        var waiting = new List<(ProcessId, string)>();
        foreach ((ProcessId process, Request request) in _requests)
            if (
                now - request.AskedAt <= settings.SuspicionTime
                && !(_failures.TryGetValue(process, out Failure? failure) && now < failure.Until)
            )
                waiting.Add((process, request.Name));
        return waiting;
    }

    /// <summary>Forgets those that have stopped asking for long.</summary>
    public void Forget(Instant now)
    {
        foreach (ProcessId process in _requests.Keys.ToArray())
            if (now - _requests[process].AskedAt > LongestWait * settings.SuspicionTime)
                _requests.Remove(process);
        foreach (ProcessId process in _failures.Keys.ToArray())
            if (now - _failures[process].Until > Memory)
                _failures.Remove(process);
    }
}
