using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Barriers;
using Cohort.Toolkit.Claims;

namespace Cohort.Simulation.Toolkit;

/// <summary>One who takes part in the barriers at one member: comes to one of them, waits for the others as long as that takes or for
/// a while, thinks. One of the barriers counts out who is gone, the other one breaks.</summary>
internal sealed class BarrierClient(World world, ToolMember member, ToolPlan plan, SplittableRandom random)
    : IHappening,
        IClaimClient,
        IToolUser
{
    private const string CountsOut = "counts-out";
    private const string Breaks = "breaks";
    private const int WithdrawnPercent = 8;
    private const long Begin = 0;

    private SimulatedClaim? _arrival;
    private int _underWay;

    /// <summary>Whether it is known where it has come to; it may wait for the others.</summary>
    public bool IsQuiet => _underWay == 0;

    private TimeSpan Now => world.Timeline.Now;

    private ClaimDesk Desk => member.Barriers!.Desk;

    private SimulatedObject<BarrierTable> Table => member.Barriers!.Table;

    public void Start() => Think();

    public void Happen(long tag)
    {
        if (!member.Process.MayHappen(this, tag))
            return;
        if (tag == Begin && _arrival is null && world.SendingAllowed)
            Come(random.Percent(50) ? CountsOut : Breaks);
        else if (_arrival is { } arrival && (ulong)tag == arrival.Id)
            Withdraw(arrival);
    }

    public void Granted(SimulatedClaim claim, ulong number)
    {
        Desk.Close(claim);
        End(new BarrierPassed(Now, member.Process.Id, plan.Name, claim.Id, number));
    }

    public void AskAgain(SimulatedClaim claim) => GiveUp(claim);

    public void Lost(SimulatedClaim claim, ClaimEnd why) =>
        End(new BarrierBroke(Now, member.Process.Id, plan.Name, claim.Id));

    public void Over(SimulatedClaim claim) => GiveUp(claim);

    private void Come(string barrier)
    {
        var arrival = new SimulatedClaim(world.DrawPayload(), this, barrier);
        bool breaks = barrier == Breaks;
        _arrival = arrival;
        _underWay++;
        world.Chronicle.Record(
            new BarrierReached(Now, member.Process.Id, plan.Name, arrival.Id, barrier, plan.BarrierParticipants, breaks)
        );
        Desk.Open(arrival);
        if (random.Percent(WithdrawnPercent))
            world.Timeline.After(random.Between(TimeSpan.Zero, plan.ThinkTime), this, (long)arrival.Id);
        ClaimDesk desk = Desk;
        _ = Table
            .Then<ArrivalOutcome>(outcome => Answered(desk, arrival, outcome), () => Failed(desk, arrival))
            .ArriveAsync(barrier, arrival.Id, plan.BarrierParticipants, breaks);
    }

    private void Answered(ClaimDesk desk, SimulatedClaim arrival, ArrivalOutcome outcome)
    {
        _underWay--;
        if (outcome == ArrivalOutcome.Taken)
        {
            desk.Answered(arrival);
            return;
        }
        desk.Close(arrival);
        // That it had broken has been said, but for a membership that is over.
        if (_arrival == arrival)
            GiveUp(arrival);
    }

    // The desk may have said so already.
    private void Failed(ClaimDesk desk, SimulatedClaim arrival)
    {
        _underWay--;
        desk.Close(arrival);
        if (_arrival == arrival)
            GiveUp(arrival);
    }

    private void Withdraw(SimulatedClaim arrival)
    {
        Desk.Close(arrival);
        _ = Table.Then<bool>(static _ => { }, static () => { }).WithdrawAsync(arrival.Name, arrival.Id);
        GiveUp(arrival);
    }

    private void GiveUp(SimulatedClaim arrival) =>
        End(new BarrierGivenUp(Now, member.Process.Id, plan.Name, arrival.Id));

    private void End(HistoryEvent how)
    {
        world.Chronicle.Record(how);
        _arrival = null;
        Think();
    }

    private void Think() => world.Timeline.After(random.Between(TimeSpan.Zero, plan.ThinkTime * 2), this, Begin);
}
