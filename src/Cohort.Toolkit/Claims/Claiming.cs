using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Toolkit.Claims;

/// <summary>Claims something and waits for it, however often this process is put out of the group meanwhile.</summary>
/// <param name="desk">Where the claims are kept.</param>
/// <param name="withdraw">Has the object forget a claim of this process.</param>
/// <param name="group">The group's name.</param>
/// <param name="cancelled">What whoever has stopped waiting is told, by how far the claim had come.</param>
/// <param name="isForGood">Whether what was granted cannot be lost: then it is not claimed anew.</param>
internal sealed class Claiming(
    ClaimDesk desk,
    Func<ulong, ValueTask> withdraw,
    string group,
    Func<ClaimFate, string> cancelled,
    bool isForGood = false
)
{
    /// <summary>Claims until it is granted, and waits for that.</summary>
    /// <param name="ask">Makes the update that claims, under an id.</param>
    /// <param name="isTaken">Whether the object took the claim; it throws where it was refused.</param>
    /// <param name="cancellationToken">Takes the claim back.</param>
    /// <returns>The claim, granted, or broken; null where the object did not take it.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the message says what is known.</exception>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public async Task<AwaitedClaim?> TakeAsync<TAnswer>(
        Func<AwaitedClaim, CancellationToken, ValueTask<TAnswer>> ask,
        Func<TAnswer, bool> isTaken,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var claim = new AwaitedClaim(desk.Draw(), withdraw, group);
            if (!await TakeOnceAsync(claim, ask, isTaken, cancellationToken).ConfigureAwait(false))
                return null;
            bool isHeld = claim.Number > 0 && (isForGood || !claim.Lost.IsCancellationRequested);
            if (isHeld || claim.Why == ClaimEnd.Broken)
                return claim;
        }
    }

    /// <returns>Whether the object took it.</returns>
    private async Task<bool> TakeOnceAsync<TAnswer>(
        AwaitedClaim claim,
        Func<AwaitedClaim, CancellationToken, ValueTask<TAnswer>> ask,
        Func<TAnswer, bool> isTaken,
        CancellationToken cancellationToken
    )
    {
        var fate = ClaimFate.Unasked;
        if (cancellationToken.IsCancellationRequested)
            throw new OperationCanceledException(cancelled(fate), cancellationToken);
        desk.Open(claim);
        try
        {
            TAnswer answer = await ask(claim, cancellationToken).ConfigureAwait(false);
            if (!isTaken(answer))
            {
                desk.Close(claim);
                return false;
            }
            fate = ClaimFate.Waiting;
            desk.Answered(claim);
            await claim.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException e)
        {
            // It may have been taken, and even granted; behind this it is neither.
            desk.Close(claim);
            claim.Withdraw();
            if (e is UpdateCancelledException { MayBeMade: true })
                fate = ClaimFate.UnderWay;
            throw new OperationCanceledException(cancelled(fate), e, cancellationToken);
        }
        catch (UpdateOutcomeUnknownException e)
        {
            // Whether it was made or not, the membership is over in which it was, or the group has begun anew: nothing
            // of it is left.
            desk.Close(claim);
            return e.Failure != UpdateFailure.Ended ? true : throw new MembershipOverException(group);
        }
        catch
        {
            desk.Close(claim);
            throw;
        }
    }
}
