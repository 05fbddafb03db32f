using Cohort.Protocol;
using Cohort.Serialization;
using Cohort.Toolkit.Claims;

namespace Cohort.Toolkit.Tokens;

/// <summary>One that has the token or waits for it.</summary>
/// <param name="Member">The member.</param>
/// <param name="Id">Its claim; 0 where the token rests with a member that has not asked for it.</param>
[Packed]
internal sealed partial record TokenClaim(Claimant Member, ulong Id);

/// <summary>Somebody waits for the token that a claim holds.</summary>
internal sealed record TokenWanted(ProcessId Process, ulong Claim) : ClaimEvent(Process, Claim);

/// <summary>
/// A token, as each member knows it: where it is, and who waits for it (Birman, Joseph, Exploiting Virtual Synchrony in
/// Distributed Systems, SOSP 1987: the token tool of ISIS). It is never lost: where its holder is gone, it goes to the
/// first that waits, or else to the oldest member.
/// </summary>
[Replicated(Name = "Cohort.Token")]
internal sealed partial class TokenState : IViewAware
{
    /// <summary>The most that wait.</summary>
    public const int MostWaiting = 65_536;

    private readonly List<TokenClaim> _waiting = [];
    private TokenClaim? _holder;
    private ulong _number;

    /// <summary>Who has it; null before the first view.</summary>
    public TokenClaim? Holder => _holder;

    /// <summary>The number of its last passing.</summary>
    public ulong Number => _number;

    /// <summary>Who waits for it, in order.</summary>
    public IReadOnlyList<TokenClaim> Waiting => _waiting;

    /// <summary>Asks for it; whether there is room for one more that waits.</summary>
    [Update]
    public bool Request(ulong id, UpdateContext context)
    {
        if (_waiting.Count >= MostWaiting)
            return false;
        var claim = new TokenClaim(Claimant.Of(context), id);
        context.Raise(new ClaimQueued(claim.Member.Process, id));
        _waiting.Add(claim);
        if (_holder is null or { Id: 0 })
            Move(0, context);
        else
            context.Raise(new TokenWanted(_holder.Member.Process, _holder.Id));
        return true;
    }

    /// <summary>Gives it to the first that waits; where nobody does, it rests where it is. Or waits for it no more.
    /// Whether it did.</summary>
    [Update]
    public bool Release(ulong id, UpdateContext context)
    {
        ProcessId process = Claimant.Of(context).Process;
        if (_waiting.RemoveAll(claim => claim.Id == id && claim.Member.Process == process) > 0)
        {
            context.Raise(new ClaimEnded(process, id, ClaimEnd.Released));
            return true;
        }
        if (!IsHeldBy(process, id))
            return false;
        context.Raise(new ClaimEnded(process, id, ClaimEnd.Released));
        if (_waiting.Count > 0)
            Move(0, context);
        else
            _holder = _holder! with { Id = 0 };
        return true;
    }

    /// <summary>Gives it to a member; where that does not wait for it and others do, to the first of them: nobody waits
    /// for a token that nobody wants. Whether it was held and that is a member.</summary>
    [Update]
    public bool Pass(ulong id, string address, ulong incarnation, ulong join, UpdateContext context)
    {
        ProcessId process = Claimant.Of(context).Process;
        var to = new MemberId(new ProcessId(address, incarnation), join);
        int rank = context.View.RankOf(to);
        if (!IsHeldBy(process, id) || rank < 0)
            return false;
        context.Raise(new ClaimEnded(process, id, ClaimEnd.Passed));
        int waiting = _waiting.FindIndex(claim => claim.Member.Id == to);
        if (waiting >= 0 || _waiting.Count > 0)
            Move(Math.Max(waiting, 0), context);
        else
            RestAt(Claimant.Of(context.View.Members[rank]), context);
        return true;
    }

    /// <summary>Where it is, and the number of its last passing.</summary>
    [Read]
    public (Claimant? Member, ulong Number) Where() => (_holder?.Member, _number);

    /// <summary>Who is gone has it no more. To see a view twice moves nothing twice.</summary>
    public void OnView(View view, UpdateContext context)
    {
        foreach (TokenClaim gone in _waiting.FindAll(claim => !claim.Member.IsIn(view)))
        {
            _waiting.Remove(gone);
            context.Raise(new ClaimEnded(gone.Member.Process, gone.Id, ClaimEnd.PutOut));
        }
        if (_holder is { } holder && (holder.Member.IsIn(view) || Mutants.Has(Mutant.TokenStaysWithTheDead)))
            return;
        if (_holder is { Id: not 0 } lost)
            context.Raise(new ClaimEnded(lost.Member.Process, lost.Id, ClaimEnd.PutOut));
        if (_waiting.Count > 0)
            Move(0, context);
        else if (!view.Members.IsEmpty)
            RestAt(Claimant.Of(view.Members[0]), context);
    }

    private bool IsHeldBy(ProcessId process, ulong id) =>
        _holder is { } holder && holder.Id == id && holder.Member.Process == process;

    private void Move(int waiting, UpdateContext context)
    {
        _holder = _waiting[waiting];
        _waiting.RemoveAt(waiting);
        _number = FencingNumber.After(_number, context);
        context.Raise(new ClaimGranted(_holder.Member.Process, _holder.Id, _number));
        if (_waiting.Count > 0)
            context.Raise(new TokenWanted(_holder.Member.Process, _holder.Id));
    }

    private void RestAt(Claimant member, UpdateContext context)
    {
        _holder = new TokenClaim(member, 0);
        if (!Mutants.Has(Mutant.RestingKeepsNumber) || _number == 0)
            _number = FencingNumber.After(_number, context);
    }
}
