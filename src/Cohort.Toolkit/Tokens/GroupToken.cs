using System.Diagnostics;
using System.Security.Cryptography;
using Cohort.Toolkit.Claims;
using Cohort.Toolkit.Tokens;

namespace Cohort;

/// <summary>
/// A token of a group: one member has it at a time, and passes it on. At first the oldest member has it. Where its
/// holder is put out of the group or dies, the first that waits for it gets it, or else the oldest member (the token
/// tool of ISIS: Birman, Joseph, SOSP 1987).
/// </summary>
public sealed class GroupToken
{
    private readonly ToolGroup _group;
    private readonly Replica<TokenState> _state;
    private readonly ClaimDesk _desk;
    private readonly Claiming _claiming;
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, HeldToken> _held = [];

    internal GroupToken(ToolGroup group, string name)
    {
        (_group, Name) = (group, name);
        _state = group.Get<TokenState>(name);
        ulong nonce = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        _desk = new ClaimDesk(_state.Slot, () => group.Node.Process, nonce);
        _claiming = new Claiming(_desk, WithdrawAsync, group.Name, Cancelled);
        _state.Slot.Happened += Happened;
    }

    /// <summary>The group.</summary>
    public ToolGroup Group => _group;

    /// <summary>Its name in the group.</summary>
    public string Name { get; }

    /// <summary>Where it is, as this member knows.</summary>
    /// <exception cref="InvalidOperationException">This member has no state yet.</exception>
    public TokenHolder LocalHolder =>
        Of(_state.ReadLocal(0, static (state, _) => state.Where()))
        ?? throw new InvalidOperationException($"This process has not seen a view of group '{_group.Name}' yet.");

    /// <summary>Where it is: at least as new as whatever had been answered to anybody before.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public async Task<TokenHolder> HolderAsync(CancellationToken cancellationToken = default) =>
        Of(await _state.WhereAsync(cancellationToken).ConfigureAwait(false))!;

    /// <summary>Waits until this process has it. Of several that wait, also in one process, the first gets it
    /// first.</summary>
    /// <param name="cancellationToken">Takes the request back; where it was granted meanwhile, the token goes on, or rests
    /// here where nobody waits.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the message says what was known of the
    /// request.</exception>
    /// <exception cref="InvalidOperationException">Too many wait.</exception>
    /// <exception cref="MembershipOverException">The membership ended.</exception>
    public async Task<HeldToken> RequestAsync(CancellationToken cancellationToken = default)
    {
        AwaitedClaim claim = (
            await _claiming
                .TakeAsync((claim, token) => _state.RequestAsync(claim.Id, token), HasRoom, cancellationToken)
                .ConfigureAwait(false)
        )!;
        var held = new HeldToken(this, claim);
        lock (_lock)
            _held.Add(claim.Id, held);
        // Somebody may have asked for it before it could be said to this one.
        if (_state.ReadLocal(0, static (state, _) => state.Waiting.Count) > 0)
            held.Want();
        return held;
    }

    internal async Task PassAsync(HeldToken held, MemberId to, CancellationToken cancellationToken)
    {
        ulong id = held.Claim.Id;
        bool passed = await _state
            .PassAsync(id, to.Process.Address, to.Process.Incarnation, to.Join, cancellationToken)
            .ConfigureAwait(false);
        if (passed)
        {
            Close(held);
            return;
        }
        if (held.Lost.IsCancellationRequested || _group.Group.View.RankOf(to) >= 0)
            throw new TokenNotHeldException(Name, held.Number, LocalHolder);
        throw new ArgumentException(
            $"{to} is no member of group '{_group.Name}', so that it cannot have its token.",
            nameof(to)
        );
    }

    internal ValueTask LetGoAsync(HeldToken held)
    {
        Close(held);
        return held.Claim.LetGoAsync();
    }

    private void Close(HeldToken held)
    {
        lock (_lock)
            _held.Remove(held.Claim.Id);
    }

    private static TokenHolder? Of((Claimant? Member, ulong Number) at) =>
        at.Member is { } member ? new TokenHolder(member.Id, member.Name, at.Number) : null;

    private bool HasRoom(bool hasRoom) =>
        hasRoom
            ? true
            : throw new InvalidOperationException(
                $"{TokenState.MostWaiting} wait for token '{Name}' of group '{_group.Name}', which is the most: ask again later."
            );

    private string Cancelled(ClaimFate fate)
    {
        const string takenBack =
            "It is taken back: should the token come here before that, it goes to the next that waits, or rests here where nobody does.";
        string known = fate switch
        {
            ClaimFate.Unasked => "The group has no such request of this call and gets none.",
            ClaimFate.UnderWay =>
                $"The request was under way, and whether it is granted is not known here yet. {takenBack}",
            ClaimFate.Waiting => $"The request stood in the line. {takenBack}",
            _ => throw new UnreachableException(),
        };
        return $"Waiting for token '{Name}' of group '{_group.Name}' was cancelled. {known}";
    }

    private async ValueTask WithdrawAsync(ulong claim) =>
        await _state.ReleaseAsync(claim, CancellationToken.None).ConfigureAwait(false);

    private void Happened(object happened, ulong position)
    {
        if (happened is not TokenWanted wanted || wanted.Process != _group.Node.Process)
            return;
        HeldToken? held;
        lock (_lock)
            _held.TryGetValue(wanted.Claim, out held);
        held?.Want();
    }
}
