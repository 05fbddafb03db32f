using System.Globalization;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Claims;
using Cohort.Toolkit.Locks;

namespace Cohort.Simulation.Toolkit;

/// <summary>
/// A client of the locks at one member: asks for one, waits as long as that takes or for a while, holds it for a while,
/// sometimes asks for another one meanwhile, gives back what it has, thinks.
/// </summary>
internal sealed class LockClient(World world, ToolMember member, ToolPlan plan, SplittableRandom random)
    : IHappening,
        IClaimClient,
        IToolUser
{
    private const int Actions = 8;
    private const int SemaphorePermits = 2;

    private readonly List<SimulatedClaim> _held = [];
    private SimulatedClaim? _waiting;

    private enum What
    {
        Begin,
        Another,
        Cancel,
        Renew,
        Return,
    }

    /// <summary>Whether it neither holds nor waits.</summary>
    public bool IsQuiet => _waiting is null && _held.Count == 0;

    private TimeSpan Now => world.Timeline.Now;

    public void Start() => Think();

    public void Happen(long tag)
    {
        if (!member.Process.MayHappen(this, tag))
            return;
        ulong id = (ulong)tag / Actions;
        SimulatedClaim? held = _held.Find(claim => claim.Id == id);
        switch ((What)((ulong)tag % Actions))
        {
            case What.Begin when IsQuiet && world.SendingAllowed:
                Ask();
                break;
            case What.Another when held is not null && _waiting is null:
                if (world.SendingAllowed)
                    Ask();
                else
                    ReturnAll();
                break;
            case What.Cancel when _waiting?.Id == id:
                Cancel(_waiting);
                break;
            case What.Renew when held is not null:
                _ = Table.Then<LockAnswer>(static _ => { }, static () => { }).RenewAsync(held.Name, id);
                break;
            case What.Return when held is not null && _waiting is null:
                ReturnAll();
                break;
        }
    }

    public void Granted(SimulatedClaim claim, ulong number)
    {
        world.Chronicle.Record(new ClaimHeld(Now, member.Process.Id, plan.Name, claim.Id, number));
        _waiting = null;
        _held.Add(claim);
        // In the end all have to get what they wait for.
        TimeSpan hold = world.SendingAllowed ? random.Between(TimeSpan.Zero, plan.HoldTime * 2) : TimeSpan.Zero;
        if (_held.Count == 1 && random.Percent(30))
            After(hold / 2, What.Another, claim.Id);
        else
            After(hold, What.Return, claim.Id);
        if (random.Percent(30))
            After(hold / 2, What.Renew, claim.Id);
    }

    public void AskAgain(SimulatedClaim claim)
    {
        GiveUp(claim);
        ReturnAll();
    }

    public void Lost(SimulatedClaim claim, ClaimEnd why)
    {
        // It may have been given back already, because another one was lost.
        if (!_held.Remove(claim))
            return;
        world.Chronicle.Record(new ClaimLost(Now, member.Process.Id, plan.Name, claim.Id, $"{why}"));
        if (why == ClaimEnd.Doubtful)
            Release(claim);
        if (_waiting is null)
            ReturnAll();
    }

    public void Over(SimulatedClaim claim)
    {
        if (_waiting == claim)
        {
            GiveUp(claim);
            ReturnAll();
        }
        else
        {
            Lost(claim, ClaimEnd.PutOut);
        }
    }

    private ClaimDesk Desk => member.Claims!.Locks;

    private SimulatedObject<LockTable> Table => member.Claims!.LockTable;

    private void Ask()
    {
        int number = random.Below(plan.Locks);
        (LockMode mode, string word) = (number % 3) switch
        {
            1 => random.Percent(70) ? (LockMode.Shared, "shared") : (LockMode.Exclusive, "exclusive"),
            2 => (LockMode.Permit, "permit"),
            _ => (LockMode.Exclusive, "exclusive"),
        };
        var asked = new LockClaim
        {
            Id = world.DrawPayload(),
            Mode = mode,
            Permits = mode == LockMode.Permit ? SemaphorePermits : 0,
            Lease = random.Percent(25) ? random.Between(plan.HoldTime / 4, plan.HoldTime * 2) : TimeSpan.Zero,
            IsTry = random.Percent(15),
            Owner = "client",
            Together = _held.ConvertAll(claim => claim.Id),
        };
        string name = string.Create(CultureInfo.InvariantCulture, $"lock-{number}");
        var claim = new SimulatedClaim(asked.Id, this, name);
        _waiting = claim;
        world.Chronicle.Record(
            new ClaimAsked(Now, member.Process.Id, plan.Name, claim.Id, name, word, asked.Permits, asked.Lease)
        );
        Desk.Open(claim);
        if (random.Percent(15))
            After(random.Between(TimeSpan.Zero, plan.HoldTime), What.Cancel, claim.Id);
        _ = Table
            .Then<LockAnswer>(answer => Answered(claim, answer), () => Over(claim, asked))
            .RequestAsync(name, asked);
    }

    private void Answered(SimulatedClaim claim, LockAnswer answer)
    {
        if (answer.Outcome == LockOutcome.Taken)
        {
            Desk.Answered(claim);
            return;
        }
        Desk.Close(claim);
        if (_waiting != claim)
            return;
        GiveUp(claim);
        ReturnAll();
    }

    // The desk may have said so already.
    private void Over(SimulatedClaim claim, LockClaim asked)
    {
        if (_waiting?.Id != asked.Id)
            return;
        Desk.Close(claim);
        GiveUp(claim);
        ReturnAll();
    }

    private void Cancel(SimulatedClaim claim)
    {
        Desk.Close(claim);
        GiveUp(claim);
        Release(claim);
        ReturnAll();
    }

    private void GiveUp(SimulatedClaim claim)
    {
        world.Chronicle.Record(new ClaimGivenUp(Now, member.Process.Id, plan.Name, claim.Id));
        _waiting = null;
    }

    private void ReturnAll()
    {
        foreach (SimulatedClaim claim in _held)
        {
            world.Chronicle.Record(new ClaimReturned(Now, member.Process.Id, plan.Name, claim.Id));
            Desk.Close(claim);
            Release(claim);
        }
        _held.Clear();
        Think();
    }

    private void Release(SimulatedClaim claim) =>
        _ = Table.Then<LockAnswer>(static _ => { }, static () => { }).ReleaseAsync(claim.Name, claim.Id);

    private void Think() => After(random.Between(TimeSpan.Zero, plan.ThinkTime * 2), What.Begin, 0);

    private void After(TimeSpan delay, What what, ulong claim) =>
        world.Timeline.After(delay, this, (long)(claim * Actions + (ulong)what));
}
