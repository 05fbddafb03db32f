using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Toolkit.Claims;

/// <summary>
/// What this process has claimed of one object: matches what the object raises to the claims, and takes them back when
/// the membership ends that they were made in. It has no clock, thread or task, so that the simulator can run it.
/// </summary>
/// <remarks>
/// A claim is an update, and so is made once, but perhaps in a later membership than it was asked for in. So it counts
/// as waiting only when the object has raised that it took it since this process has been the member that it is; where
/// an answer comes without that, it is of a membership that is over, and with it the claim.
/// </remarks>
internal sealed class ClaimDesk
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ulong, Claim> _claims = [];
    private readonly Func<ProcessId> _process;
    private ulong _last;
    private bool _isOver;

    /// <param name="slot">The object.</param>
    /// <param name="process">This process, known when anything happens.</param>
    /// <param name="nonce">Drawn at random: where its ids begin.</param>
    public ClaimDesk(ObjectSlot slot, Func<ProcessId> process, ulong nonce)
    {
        (_process, _last) = (process, nonce);
        slot.Happened += Happened;
        slot.PresenceChanged += Change;
    }

    /// <summary>An id for a claim.</summary>
    public ulong Draw() => Interlocked.Increment(ref _last);

    /// <summary>A claim is going to be made.</summary>
    public void Open(Claim claim)
    {
        bool isOver;
        lock (_lock)
        {
            isOver = _isOver;
            if (!isOver)
                _claims.Add(claim.Id, claim);
        }
        if (isOver)
            claim.Over();
    }

    /// <summary>The object has answered that it took the claim.</summary>
    public void Answered(Claim claim)
    {
        lock (_lock)
        {
            if (!_claims.ContainsKey(claim.Id))
                return;
            claim.IsAnswered = true;
            if (claim.IsSeen)
                return;
            _claims.Remove(claim.Id);
        }
        claim.AskAgain();
    }

    /// <summary>Its owner does not want it any more.</summary>
    /// <returns>Whether it was still here.</returns>
    public bool Close(Claim claim)
    {
        lock (_lock)
            return _claims.Remove(claim.Id);
    }

    /// <summary>A claim is over.</summary>
    public void End(ulong id, ClaimEnd why)
    {
        Claim? claim;
        lock (_lock)
            if (!_claims.Remove(id, out claim))
                return;
        claim.Ended(why);
    }

    private void Happened(object happened, ulong position)
    {
        if (happened is not ClaimEvent ofClaim || ofClaim.Process != _process())
            return;
        switch (ofClaim)
        {
            case ClaimQueued queued:
                See(queued.Claim, isGranted: false);
                break;
            case ClaimGranted granted:
                See(granted.Claim, isGranted: true)?.Granted(granted.Number);
                break;
            case ClaimEnded ended:
                End(ended.Claim, ended.Why);
                break;
        }
    }

    private Claim? See(ulong id, bool isGranted)
    {
        lock (_lock)
        {
            if (!_claims.TryGetValue(id, out Claim? claim))
                return null;
            claim.IsSeen = true;
            claim.IsGranted |= isGranted;
            return claim;
        }
    }

    private void Change(Presence presence)
    {
        var ended = new List<Claim>();
        var again = new List<Claim>();
        var over = new List<Claim>();
        lock (_lock)
        {
            foreach (Claim claim in _claims.Values)
                if (presence == Presence.Over)
                    over.Add(claim);
                else if (claim.IsGranted)
                    ended.Add(claim);
                else if (presence == Presence.Out && claim.IsAnswered)
                    again.Add(claim);
                else if (presence == Presence.Out)
                    claim.IsSeen = false;
            foreach (Claim claim in (IEnumerable<Claim>)[.. ended, .. again, .. over])
                _claims.Remove(claim.Id);
            _isOver |= presence == Presence.Over;
        }
        foreach (Claim claim in ended)
            if (!Protocol.Mutants.Has(Protocol.Mutant.HolderNotTold))
                claim.Ended(presence == Presence.Out ? ClaimEnd.PutOut : ClaimEnd.Doubtful);
        foreach (Claim claim in again)
            claim.AskAgain();
        foreach (Claim claim in over)
            claim.Over();
    }
}
