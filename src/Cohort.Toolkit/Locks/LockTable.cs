using Cohort.Protocol;
using Cohort.Serialization;
using Cohort.Toolkit.Claims;

namespace Cohort.Toolkit.Locks;

/// <summary>
/// The locks and semaphores of a group, as each member has them: who holds, who waits, in the order in which they asked
/// (K1, K2, K3). What a member held or waited for it has no more in the view that leaves it out, which is at the same
/// place everywhere.
/// </summary>
[Replicated(Name = "Cohort.Locks")]
internal sealed partial class LockTable : IViewAware
{
    /// <summary>The most claims, held and waiting.</summary>
    public const int MostClaims = 65_536;

    // A free lock is none: what is kept is bounded by the claims.
    private readonly SortedDictionary<string, LockQueue> _locks = new(StringComparer.Ordinal);
    private ulong _token;
    private int _claims;

    /// <summary>Claims a lock or a permit.</summary>
    [Update]
    public LockAnswer Request(string name, LockClaim claim, UpdateContext context)
    {
        claim.Member = Claimant.Of(context);
        (claim.Position, claim.Token, claim.Renewals) = (context.Position, 0, 0);
        if (!_locks.TryGetValue(name, out LockQueue? queue))
            queue = new LockQueue { Permits = claim.Permits };
        if (Refusal(queue, claim) is { } refusal)
            return refusal;
        bool waits = queue.Waiting.Count > 0 || !queue.HasRoomFor(claim);
        if (waits && claim.IsTry)
            return new LockAnswer { Outcome = LockOutcome.NotNow, Holders = queue.Held };
        queue.Waiting.Add(claim);
        if (waits && CycleWith(claim) is { } cycle)
        {
            queue.Waiting.RemoveAt(queue.Waiting.Count - 1);
            return new LockAnswer { Outcome = LockOutcome.Deadlock, Cycle = cycle };
        }
        _locks[name] = queue;
        _claims++;
        context.Raise(new ClaimQueued(claim.Member.Process, claim.Id));
        Grant(name, queue, context);
        return new LockAnswer();
    }

    /// <summary>Gives a lock back, or the place in its queue.</summary>
    [Update]
    public LockAnswer Release(string name, ulong claim, UpdateContext context)
    {
        ProcessId process = Claimant.Of(context).Process;
        if (!_locks.TryGetValue(name, out LockQueue? queue))
            return NotHeld(null);
        int waiting = queue.Waiting.FindIndex(each => each.Id == claim && each.Member.Process == process);
        if (waiting >= 0)
        {
            Withdraw(queue, queue.Waiting[waiting], ClaimEnd.Released, context);
        }
        else if (Find(queue, process, claim) is { } held)
        {
            End(queue, held, ClaimEnd.Released, context);
        }
        else
        {
            return NotHeld(queue);
        }
        Advance(name, queue, context);
        return new LockAnswer { Outcome = LockOutcome.Released };
    }

    /// <summary>Lets a lease begin anew.</summary>
    [Update]
    public LockAnswer Renew(string name, ulong claim, UpdateContext context)
    {
        ProcessId process = Claimant.Of(context).Process;
        LockQueue? queue = _locks.GetValueOrDefault(name);
        if (queue is null || Find(queue, process, claim) is not { } held)
            return NotHeld(queue);
        held.Renewals++;
        Run(name, held, context);
        return new LockAnswer();
    }

    /// <summary>Ends a lease, as it was after so many renewals: one that was renewed since goes on.</summary>
    [Update]
    public bool EndLease(string name, Claimant holder, ulong claim, uint renewals, UpdateContext context)
    {
        if (!_locks.TryGetValue(name, out LockQueue? queue) || Find(queue, holder.Process, claim) is not { } held)
            return false;
        if (held.Renewals != renewals && !Mutants.Has(Mutant.LateLeaseEnds) || held.Lease == TimeSpan.Zero)
            return false;
        End(queue, held, ClaimEnd.LeaseOver, context);
        Advance(name, queue, context);
        return true;
    }

    /// <summary>What those that are gone had claimed is taken back. To see a view twice takes nothing back
    /// twice.</summary>
    public void OnView(View view, UpdateContext context)
    {
        foreach (string name in _locks.Keys.ToArray())
        {
            LockQueue queue = _locks[name];
            foreach (LockClaim waiting in queue.Waiting.FindAll(claim => !claim.Member.IsIn(view)))
                Withdraw(queue, waiting, ClaimEnd.PutOut, context);
            if (!Mutants.Has(Mutant.DeadHolderKeepsLock))
                foreach (LockClaim held in queue.Held.FindAll(claim => !claim.Member.IsIn(view)))
                    End(queue, held, ClaimEnd.PutOut, context);
            // Whoever has joined, or has forgotten its timers, begins to count.
            foreach (LockClaim held in queue.Held)
                Run(name, held, context);
            Advance(name, queue, context);
        }
    }

    /// <summary>The locks that somebody holds, by name.</summary>
    public IReadOnlyDictionary<string, LockQueue> Locks => _locks;

    // Only one that holds something keeps others waiting while it waits.
    private List<(string Owner, string Holds, string WaitsFor)>? CycleWith(LockClaim claim) =>
        claim.Together.Count == 0 || Mutants.Has(Mutant.DeadlockOverlooked)
            ? null
            : new WaitGraph(_locks).CycleOf(claim);

    private LockAnswer? Refusal(LockQueue queue, LockClaim claim)
    {
        if (queue.Permits != claim.Permits)
            return new LockAnswer { Outcome = LockOutcome.OtherPermits, Permits = queue.Permits };
        return _claims >= MostClaims ? new LockAnswer { Outcome = LockOutcome.Full } : null;
    }

    private static LockAnswer NotHeld(LockQueue? queue) =>
        new() { Outcome = LockOutcome.NotHeld, Holders = queue?.Held ?? [] };

    private static LockClaim? Find(LockQueue queue, ProcessId process, ulong claim) =>
        queue.Held.Find(held => held.Id == claim && held.Member.Process == process);

    private void Withdraw(LockQueue queue, LockClaim waiting, ClaimEnd why, UpdateContext context)
    {
        queue.Waiting.Remove(waiting);
        _claims--;
        context.Raise(new ClaimEnded(waiting.Member.Process, waiting.Id, why));
    }

    private void End(LockQueue queue, LockClaim held, ClaimEnd why, UpdateContext context)
    {
        queue.Held.Remove(held);
        _claims--;
        context.Raise(new ClaimEnded(held.Member.Process, held.Id, why));
    }

    private void Advance(string name, LockQueue queue, UpdateContext context)
    {
        Grant(name, queue, context);
        if (queue.Held.Count == 0)
            _locks.Remove(name);
    }

    /// <summary>K3: to those that have waited longest, and to nobody past them, so that neither readers nor writers
    /// starve.</summary>
    private void Grant(string name, LockQueue queue, UpdateContext context)
    {
        while (queue.Waiting.Count > 0)
        {
            int next = Mutants.Has(Mutant.GrantJumpsQueue) ? queue.Waiting.Count - 1 : 0;
            LockClaim claim = queue.Waiting[next];
            if (!queue.HasRoomFor(claim))
                return;
            queue.Waiting.RemoveAt(next);
            queue.Held.Add(claim);
            if (!Mutants.Has(Mutant.TokenNotIncreased) || _token == 0)
                _token = FencingNumber.After(_token, context);
            claim.Token = _token;
            context.Raise(new ClaimGranted(claim.Member.Process, claim.Id, claim.Token));
            Run(name, claim, context);
        }
    }

    private static void Run(string name, LockClaim held, UpdateContext context)
    {
        if (held.Lease > TimeSpan.Zero)
            context.Raise(new LeaseRuns(held.Member.Process, held.Id, name, held.Lease, held.Renewals));
    }
}
