using Cohort.Toolkit.Claims;

namespace Cohort;

/// <summary>The token, while this process has it.</summary>
public sealed class HeldToken : IAsyncDisposable
{
    private readonly GroupToken _token;
    private readonly CancellationTokenSource _wanted = new();
    private int _isOver;

    internal HeldToken(GroupToken token, AwaitedClaim claim) => (_token, Claim) = (token, claim);

    /// <summary>The number of this passing, larger than that of every one before: for other systems, which can refuse
    /// smaller ones.</summary>
    public ulong Number => Claim.Number;

    /// <summary>Cancelled when this process may not have it any more: it was put out of the group, or cannot tell
    /// whether it was.</summary>
    public CancellationToken Lost => Claim.Lost;

    /// <summary>Cancelled when another waits for it.</summary>
    public CancellationToken Wanted => _wanted.Token;

    internal AwaitedClaim Claim { get; }

    /// <summary>Gives it to a member. Where that has not asked for it and others have, the first of them gets
    /// it.</summary>
    /// <param name="to">Who gets it.</param>
    /// <param name="cancellationToken">Ends the waiting; it is passed nevertheless.</param>
    /// <exception cref="TokenNotHeldException">This process has it no more.</exception>
    /// <exception cref="ArgumentException">That is no member of the group.</exception>
    public async Task PassAsync(MemberId to, CancellationToken cancellationToken = default)
    {
        if (to.Process.Address is null)
            throw new ArgumentException(
                "It names no member: take one from View.Members, or from what another has sent of itself.",
                nameof(to)
            );
        await _token.PassAsync(this, to, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _isOver, 1);
    }

    /// <summary>Gives it to the first that waits. Where nobody does it rests here, and whoever asks for it first gets
    /// it at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
            await _token.LetGoAsync(this).ConfigureAwait(false);
    }

    /// <summary>For people.</summary>
    public override string ToString() => $"{_token.Name} (number {Number})";

    internal void Want() => _ = _wanted.CancelAsync();
}

/// <summary>The token was to be passed by one that has it no more.</summary>
public sealed class TokenNotHeldException : CohortException
{
    internal TokenNotHeldException(string name, ulong number, TokenHolder holder)
        : base(
            $"Token '{name}' is not here any more, where it had number {number}: {holder.Name} has it, with number {holder.Number}. Ask "
                + "for it again."
        ) => Holder = holder;

    /// <summary>Who has it.</summary>
    public TokenHolder Holder { get; }
}

/// <summary>Where a token is.</summary>
/// <param name="Member">The membership.</param>
/// <param name="Name">The name of the member's node.</param>
/// <param name="Number">The number of its last passing.</param>
public sealed record TokenHolder(MemberId Member, string Name, ulong Number);
