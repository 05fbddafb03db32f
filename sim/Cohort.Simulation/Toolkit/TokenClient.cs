using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Claims;
using Cohort.Toolkit.Tokens;

namespace Cohort.Simulation.Toolkit;

/// <summary>A client of the token at one member: asks for it, waits as long as that takes or for a while, has it for a while, lets go
/// of it or gives it to some member, thinks.</summary>
internal sealed class TokenClient(World world, ToolMember member, ToolPlan plan, SplittableRandom random)
    : IHappening,
        IClaimClient,
        IToolUser
{
    /// <summary>What the token is called in histories.</summary>
    public const string Token = "token";

    private const long Begin = 0;

    private SimulatedClaim? _waiting;
    private SimulatedClaim? _held;

    /// <summary>Whether it neither has it nor waits for it.</summary>
    public bool IsQuiet => _waiting is null && _held is null;

    private TimeSpan Now => world.Timeline.Now;

    private ClaimDesk Desk => member.Token!.Desk;

    private SimulatedObject<TokenState> State => member.Token!.Token;

    public void Start() => Think();

    public void Happen(long tag)
    {
        if (!member.Process.MayHappen(this, tag))
            return;
        if (tag == Begin && IsQuiet && world.SendingAllowed)
            Ask();
        else if (_waiting is { } waiting && (ulong)tag == waiting.Id)
            Cancel(waiting);
        else if (_held is { } held && (ulong)tag == held.Id)
            Return(held);
    }

    public void Granted(SimulatedClaim claim, ulong number)
    {
        world.Chronicle.Record(new ClaimHeld(Now, member.Process.Id, plan.Name, claim.Id, number));
        (_waiting, _held) = (null, claim);
        TimeSpan hold = world.SendingAllowed ? random.Between(TimeSpan.Zero, plan.HoldTime * 2) : TimeSpan.Zero;
        world.Timeline.After(hold, this, (long)claim.Id);
    }

    public void AskAgain(SimulatedClaim claim) => GiveUp(claim);

    public void Lost(SimulatedClaim claim, ClaimEnd why)
    {
        if (_held != claim)
            return;
        _held = null;
        world.Chronicle.Record(new ClaimLost(Now, member.Process.Id, plan.Name, claim.Id, $"{why}"));
        if (why == ClaimEnd.Doubtful)
            Release(claim);
        Think();
    }

    public void Over(SimulatedClaim claim)
    {
        if (_waiting == claim)
            GiveUp(claim);
        else
            Lost(claim, ClaimEnd.PutOut);
    }

    private void Ask()
    {
        var claim = new SimulatedClaim(world.DrawPayload(), this, Token);
        _waiting = claim;
        world.Chronicle.Record(
            new ClaimAsked(Now, member.Process.Id, plan.Name, claim.Id, Token, "token", 0, TimeSpan.Zero)
        );
        Desk.Open(claim);
        if (random.Percent(15))
            world.Timeline.After(random.Between(TimeSpan.Zero, plan.HoldTime), this, (long)claim.Id);
        ClaimDesk desk = Desk;
        _ = State.Then<bool>(_ => desk.Answered(claim), () => Failed(desk, claim)).RequestAsync(claim.Id);
    }

    // The desk may have said so already.
    private void Failed(ClaimDesk desk, SimulatedClaim claim)
    {
        desk.Close(claim);
        if (_waiting == claim)
            GiveUp(claim);
    }

    private void Cancel(SimulatedClaim claim)
    {
        Desk.Close(claim);
        Release(claim);
        GiveUp(claim);
    }

    private void Return(SimulatedClaim claim)
    {
        _held = null;
        Desk.Close(claim);
        if (world.SendingAllowed && random.Percent(40))
            Pass(claim, random.Pick(member.View!.Members).Id);
        else
            Release(claim);
        world.Chronicle.Record(new ClaimReturned(Now, member.Process.Id, plan.Name, claim.Id));
        Think();
    }

    private void Pass(SimulatedClaim claim, MemberId to)
    {
        // Now and then to one that is gone, or has not come yet.
        if (random.Percent(10))
            to = to with { Join = to.Join + 1 };
        world.Chronicle.Record(new TokenPassed(Now, member.Process.Id, plan.Name, claim.Id, to));
        _ = State
            .Then<bool>(
                isPassed =>
                {
                    if (!isPassed)
                        Release(claim);
                },
                static () => { }
            )
            .PassAsync(claim.Id, to.Process.Address, to.Process.Incarnation, to.Join);
    }

    private void GiveUp(SimulatedClaim claim)
    {
        world.Chronicle.Record(new ClaimGivenUp(Now, member.Process.Id, plan.Name, claim.Id));
        _waiting = null;
        Think();
    }

    private void Release(SimulatedClaim claim) =>
        _ = State.Then<bool>(static _ => { }, static () => { }).ReleaseAsync(claim.Id);

    private void Think() => world.Timeline.After(random.Between(TimeSpan.Zero, plan.ThinkTime * 2), this, Begin);
}
