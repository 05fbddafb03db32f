using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Claims;
using Cohort.Toolkit.Elections;

namespace Cohort.Simulation.Toolkit;

/// <summary>A client of the elections at one member: stands, leads for a while, resigns, thinks, stands
/// again.</summary>
internal sealed class CandidateClient(World world, ToolMember member, ToolPlan plan, SplittableRandom random)
    : IHappening,
        IClaimClient,
        IToolUser
{
    private const string Election = "leader";

    private SimulatedClaim? _stands;

    /// <summary>It may stand and lead to the end.</summary>
    public bool IsQuiet => true;

    private TimeSpan Now => world.Timeline.Now;

    private ClaimDesk Desk => member.Claims!.Elections;

    private SimulatedObject<ElectionTable> Table => member.Claims!.ElectionTable;

    public void Start() => Think();

    public void Happen(long tag)
    {
        if (!member.Process.MayHappen(this, tag) || !world.SendingAllowed)
            return;
        if (_stands is null)
            Stand();
        else if ((ulong)tag == _stands.Id)
            Resign(_stands);
    }

    public void Granted(SimulatedClaim claim, ulong number)
    {
        world.Chronicle.Record(new ClaimHeld(Now, member.Process.Id, plan.Name, claim.Id, number));
        world.Timeline.After(random.Between(TimeSpan.Zero, plan.HoldTime * 10), this, (long)claim.Id);
    }

    public void AskAgain(SimulatedClaim claim)
    {
        GiveUp(claim);
        Stand();
    }

    public void Lost(SimulatedClaim claim, ClaimEnd why)
    {
        world.Chronicle.Record(new ClaimLost(Now, member.Process.Id, plan.Name, claim.Id, $"{why}"));
        _stands = null;
        if (why == ClaimEnd.Doubtful)
            Withdraw(claim);
        Think();
    }

    public void Over(SimulatedClaim claim)
    {
        if (_stands != claim)
            return;
        Desk.Close(claim);
        if (claim.IsGranted)
            world.Chronicle.Record(new ClaimLost(Now, member.Process.Id, plan.Name, claim.Id, "Over"));
        else
            GiveUp(claim);
        _stands = null;
        Think();
    }

    private void Stand()
    {
        var claim = new SimulatedClaim(world.DrawPayload(), this, Election);
        _stands = claim;
        world.Chronicle.Record(
            new ClaimAsked(Now, member.Process.Id, plan.Name, claim.Id, Election, "leader", 0, TimeSpan.Zero)
        );
        Desk.Open(claim);
        _ = Table.Then<bool>(_ => Desk.Answered(claim), () => Over(claim)).StandAsync(Election, claim.Id);
    }

    private void Resign(SimulatedClaim claim)
    {
        world.Chronicle.Record(new ClaimReturned(Now, member.Process.Id, plan.Name, claim.Id));
        Desk.Close(claim);
        _stands = null;
        Withdraw(claim);
        Think();
    }

    private void GiveUp(SimulatedClaim claim)
    {
        world.Chronicle.Record(new ClaimGivenUp(Now, member.Process.Id, plan.Name, claim.Id));
        _stands = null;
    }

    private void Withdraw(SimulatedClaim claim) =>
        _ = Table.Then<bool>(static _ => { }, static () => { }).ResignAsync(claim.Name, claim.Id);

    private void Think() => world.Timeline.After(random.Between(TimeSpan.Zero, plan.ThinkTime * 2), this);
}
