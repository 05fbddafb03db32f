using Cohort.Protocol;
using Cohort.Serialization;
using Cohort.Toolkit.Claims;

namespace Cohort.Toolkit.Elections;

/// <summary>One that would lead.</summary>
[Packed]
internal sealed partial record Candidate(Claimant Member, ulong Id, ulong Position);

/// <summary>Those that would lead one thing, in the order in which they stood for it: the first leads.</summary>
[Packed]
internal sealed partial class Election
{
    /// <summary>The number of the first one's leading.</summary>
    public ulong Term { get; set; }

    /// <summary>Never empty.</summary>
    public List<Candidate> Candidates { get; set; } = [];
}

/// <summary>Somebody leads, or nobody does.</summary>
/// <param name="Election">What.</param>
internal sealed record LeaderChanged(string Election);

/// <summary>
/// Who leads what, as each member knows it (E1): the candidate that stood first, in terms that grow. Another leads from
/// the view on that leaves its leader out.
/// </summary>
[Replicated(Name = "Cohort.Elections")]
internal sealed partial class ElectionTable : IViewAware
{
    /// <summary>The most candidates, of all elections.</summary>
    public const int MostCandidates = 65_536;

    private readonly SortedDictionary<string, Election> _elections = new(StringComparer.Ordinal);
    private ulong _term;
    private int _candidates;

    /// <summary>The elections that somebody stands in, by name.</summary>
    public IReadOnlyDictionary<string, Election> Elections => _elections;

    /// <summary>Stands for an election; whether there is room for another candidate.</summary>
    [Update]
    public bool Stand(string name, ulong id, UpdateContext context)
    {
        var candidate = new Candidate(Claimant.Of(context), id, context.Position);
        if (_candidates >= MostCandidates)
            return false;
        if (!_elections.TryGetValue(name, out Election? election))
            _elections.Add(name, election = new Election());
        election.Candidates.Add(candidate);
        _candidates++;
        context.Raise(new ClaimQueued(candidate.Member.Process, id));
        if (election.Candidates.Count == 1)
            Elect(name, election, context);
        return true;
    }

    /// <summary>Stands no more, or leads no more; whether it did.</summary>
    [Update]
    public bool Resign(string name, ulong id, UpdateContext context)
    {
        ProcessId process = Claimant.Of(context).Process;
        if (!_elections.TryGetValue(name, out Election? election))
            return false;
        Candidate? candidate = election.Candidates.Find(each => each.Id == id && each.Member.Process == process);
        if (candidate is null)
            return false;
        bool led = election.Candidates[0] == candidate;
        election.Candidates.Remove(candidate);
        _candidates--;
        context.Raise(new ClaimEnded(process, id, ClaimEnd.Released));
        if (led)
            Replace(name, election, context);
        return true;
    }

    /// <summary>Whoever is gone leads nothing any more. To see a view twice replaces nobody twice.</summary>
    public void OnView(View view, UpdateContext context)
    {
        if (Mutants.Has(Mutant.LeaderNotReplaced))
            return;
        foreach (string name in _elections.Keys.ToArray())
        {
            Election election = _elections[name];
            Candidate leader = election.Candidates[0];
            foreach (Candidate gone in election.Candidates.FindAll(candidate => !candidate.Member.IsIn(view)))
            {
                election.Candidates.Remove(gone);
                _candidates--;
                context.Raise(new ClaimEnded(gone.Member.Process, gone.Id, ClaimEnd.PutOut));
            }
            if (!leader.Member.IsIn(view))
                Replace(name, election, context);
        }
    }

    private void Replace(string name, Election election, UpdateContext context)
    {
        if (election.Candidates.Count > 0)
        {
            Elect(name, election, context);
            return;
        }
        _elections.Remove(name);
        context.Raise(new LeaderChanged(name));
    }

    private void Elect(string name, Election election, UpdateContext context)
    {
        if (!Mutants.Has(Mutant.TermStays) || _term == 0)
            _term = FencingNumber.After(_term, context);
        election.Term = _term;
        Candidate leader = election.Candidates[0];
        context.Raise(new ClaimGranted(leader.Member.Process, leader.Id, election.Term));
        context.Raise(new LeaderChanged(name));
    }
}
