namespace Cohort.Protocol.Views;

/// <summary>Who has asked to join, and when it asked last: one that has stopped asking is not taken in.</summary>
internal sealed class JoinRequests(NodeSettings settings)
{
    private readonly SortedDictionary<MemberId, (string Name, Instant At)> _requests = [];

    public void Add(MemberId member, string name, Instant now)
    {
        // A later join of the same process, or of another incarnation at its address, takes the earlier one's place.
        foreach (
            MemberId known in _requests.Keys.Where(known => known.Process.Address == member.Process.Address).ToArray()
        )
            if (known != member)
                _requests.Remove(known);
        _requests[member] = (name, now);
    }

    public void Remove(MemberId member) => _requests.Remove(member);

    /// <summary>Those that still ask, in a fixed order.</summary>
    public List<Member> Waiting(Instant now)
    {
        var waiting = new List<Member>();
        foreach ((MemberId member, (string name, Instant at)) in _requests)
            if (now - at <= settings.SuspicionTime)
                waiting.Add(new Member(member, name, HoldsState: Mutants.Has(Mutant.JoinerCountsAtOnce)));
        return waiting;
    }

    /// <summary>Forgets those that have stopped asking.</summary>
    public void Forget(Instant now)
    {
        foreach (MemberId member in _requests.Keys.ToArray())
            if (now - _requests[member].At > 4 * settings.SuspicionTime)
                _requests.Remove(member);
    }
}
