using System.Diagnostics;
using System.Security.Cryptography;
using Cohort.Toolkit.Barriers;
using Cohort.Toolkit.Claims;
using Cohort.Toolkit.Groups;

namespace Cohort;

/// <summary>What the others do where a participant is put out of the group, or dies.</summary>
public enum WhenOneIsGone
{
    /// <summary>They wait for one fewer, until another takes its place.</summary>
    CountOut,

    /// <summary>They wait no more: each of them hears of it once, by a <see cref="BarrierBrokenException"/>.</summary>
    Break,
}

/// <summary>
/// Barriers of a group, by name: who comes there waits until all participants have come. One barrier can be used again
/// and again; its phases are numbered.
/// </summary>
public sealed class GroupBarrier
{
    /// <summary>The most characters of a name.</summary>
    public const int LongestName = ToolName.Longest;

    /// <summary>The most participants.</summary>
    public const int MostParticipants = 65_536;

    private readonly ToolGroup _group;
    private readonly Replica<BarrierTable> _table;
    private readonly ClaimDesk _desk;

    internal GroupBarrier(ToolGroup group, string name)
    {
        _group = group;
        _table = group.Get<BarrierTable>(name);
        ulong nonce = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        _desk = new ClaimDesk(_table.Slot, () => group.Node.Process, nonce);
    }

    /// <summary>The group.</summary>
    public ToolGroup Group => _group;

    /// <summary>
    /// Says that this participant is there, and waits for the others. A participant is known from its first arrival on:
    /// where it goes before that, nobody knows that it was meant.
    /// </summary>
    /// <param name="name">The barrier: 1 to 256 characters, without control characters and without spaces around
    /// it.</param>
    /// <param name="participants">How many take part, from 1 to 65,536; several may be of one process. All say the
    /// same.</param>
    /// <param name="whenOneIsGone">What happens where one is gone. All say the same.</param>
    /// <param name="cancellationToken">Withdraws it: the others go on waiting, unless all had come before that. Where the
    /// barrier had broken meanwhile, that is not said again.</param>
    /// <returns>
    /// Which phase is over, from 1 on, counted as long as a participant of it is in the group. Whoever was put out of
    /// the group meanwhile, and counted out, takes part in the next phase when it is back, and sees that by its number.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the message says what was known of the
    /// arrival.</exception>
    /// <exception cref="ArgumentException">That cannot be a name; it says why. Nothing was asked.</exception>
    /// <exception cref="BarrierBrokenException">A participant is gone, and the barrier breaks where one is.</exception>
    /// <exception cref="InvalidOperationException">Those who wait have said something else, or wait at too many
    /// barriers.</exception>
    /// <exception cref="MembershipOverException">The membership ended.</exception>
    public async Task<ulong> SignalAndWaitAsync(
        string name,
        int participants,
        WhenOneIsGone whenOneIsGone = WhenOneIsGone.CountOut,
        CancellationToken cancellationToken = default
    )
    {
        ToolName.Check("barrier", name, LongestName);
        ArgumentOutOfRangeException.ThrowIfLessThan(participants, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(participants, MostParticipants);
        bool breaks = whenOneIsGone == WhenOneIsGone.Break;
        bool hasArrived = false;
        var claiming = new Claiming(
            _desk,
            claim => WithdrawAsync(name, claim),
            _group.Name,
            fate => Cancelled(name, fate, breaks),
            isForGood: true
        );
        AwaitedClaim arrival = (
            await claiming.TakeAsync(ArriveAsync, IsTaken, cancellationToken).ConfigureAwait(false)
        )!;
        if (arrival.Why == ClaimEnd.Broken)
            throw new BarrierBrokenException(name);
        _desk.Close(arrival);
        return arrival.Number;

        ValueTask<ArrivalOutcome> ArriveAsync(AwaitedClaim claim, CancellationToken token)
        {
            // It had arrived, and was put out of the group: the others have been told that it is gone.
            if (hasArrived && breaks)
                throw new BarrierBrokenException(name);
            hasArrived = true;
            return _table.ArriveAsync(name, claim.Id, participants, breaks, token);
        }

        bool IsTaken(ArrivalOutcome outcome) =>
            outcome switch
            {
                ArrivalOutcome.Taken => true,
                ArrivalOutcome.Broken => throw new BarrierBrokenException(name),
                ArrivalOutcome.Differs => throw new InvalidOperationException(
                    $"Those who wait at barrier '{name}' have not said that {participants} take part, or not what happens where one is gone "
                        + $"({whenOneIsGone}). Say the same everywhere."
                ),
                _ => throw new InvalidOperationException(
                    $"{BarrierTable.MostBarriers} barriers of group '{_group.Name}' are waited at, which is the most. Use fewer names: a "
                        + "barrier can be used again."
                ),
            };
    }

    private string Cancelled(string name, ClaimFate fate, bool breaks)
    {
        string takenBack =
            "It is taken back, and the others wait on, unless all have come before that: then this phase is over, and this participant was "
            + "one of them."
            + (breaks ? " Should the barrier have broken before that, this participant is not told again." : "");
        string known = fate switch
        {
            ClaimFate.Unasked => "No arrival of this call waits there, and none will.",
            ClaimFate.UnderWay =>
                $"The arrival was under way, and whether it counts is not known here yet. {takenBack}",
            ClaimFate.Waiting => $"The arrival was there. {takenBack}",
            _ => throw new UnreachableException(),
        };
        return $"Waiting at barrier '{name}' of group '{_group.Name}' was cancelled. {known}";
    }

    private async ValueTask WithdrawAsync(string name, ulong claim) =>
        await _table.WithdrawAsync(name, claim, CancellationToken.None).ConfigureAwait(false);
}

/// <summary>A barrier is not waited at any more: a participant is gone. Whoever waits there next begins a new
/// phase.</summary>
public sealed class BarrierBrokenException : CohortException
{
    internal BarrierBrokenException(string name)
        : base(
            $"A participant of barrier '{name}' was put out of the group, or died, before all had come. Those that are left can begin a "
                + "new phase, with as many participants as there are."
        ) => Barrier = name;

    /// <summary>The name of the barrier.</summary>
    public string Barrier { get; }
}
