using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Toolkit;

/// <summary>Takes one item after the other out of the queue of the toolkit, waiting for each as a call of DequeueAsync does: it asks,
/// waits until it is woken, and asks again; and, as one that is cancelled, now and then gives up, and gives back what it is given
/// then.</summary>
internal sealed class QueueWorker(World world, ToolMember member, ToolPlan plan, SplittableRandom random)
    : IHappening,
        IToolUser
{
    private const long NewWish = 0;
    private const long AskAgain = 1;

    private ulong? _wish;
    private bool _asks;
    private bool _wasWoken;
    private int _leaving;

    /// <summary>Whether nothing of it is under way; it may wait.</summary>
    public bool IsQuiet => !_asks && !_wasWoken && _leaving == 0;

    private TimeSpan Now => world.Timeline.Now;

    public void Start() => Think();

    public void Happen(long tag)
    {
        if (!member.Process.MayHappen(this, tag))
            return;
        if (tag == NewWish && world.SendingAllowed)
            Wish();
        else if (tag < 0 && _wish == (ulong)-tag)
            Leave(_wish.Value);
        else if (tag == AskAgain && _wish is not null)
            Ask();
    }

    /// <summary>One who waits may ask again; null: whoever it is.</summary>
    public void Wake(ulong? wish)
    {
        if (_wish is null || _wasWoken || (wish is not null && wish != _wish))
            return;
        _wasWoken = true;
        if (!_asks)
            world.Timeline.After(TimeSpan.Zero, this, AskAgain);
    }

    private void Wish()
    {
        ulong wish = world.DrawPayload();
        _wish = wish;
        world.Chronicle.Record(new ItemWanted(Now, member.Process.Id, plan.Name, wish));
        if (plan.QueueImpatientPercent > 0 && random.Percent(plan.QueueImpatientPercent))
            world.Timeline.After(random.Between(TimeSpan.Zero, plan.ThinkTime), this, -(long)wish);
        Ask();
    }

    private void Ask()
    {
        ulong wish = _wish!.Value;
        (_asks, _wasWoken) = (true, false);
        member.Queue!.Dequeue(wish, item => Answered(wish, item), () => GiveUp(wish));
    }

    // What it comes to that has been asked for has to be known first: it may be an item.
    private void Leave(ulong wish)
    {
        world.Chronicle.Record(new WishGivenUp(Now, member.Process.Id, plan.Name, wish) { IsKnown = true });
        _leaving++;
        if (!_asks)
            Left(wish, null);
        _asks = false;
        Think();
    }

    private void Left(ulong wish, long? item)
    {
        if (item is { } given)
            member.Queue!.GiveBack(given, () => _leaving--, () => GiveUp(wish));
        else
            member.Queue!.GiveUp(wish, () => _leaving--, () => GiveUp(wish));
    }

    private void Answered(ulong wish, long? item)
    {
        if (wish != _wish)
        {
            Left(wish, item);
            return;
        }
        _asks = false;
        if (item is { } taken)
        {
            world.Chronicle.Record(new ItemTaken(Now, member.Process.Id, plan.Name, wish, taken));
            Think();
        }
        else if (_wasWoken)
        {
            world.Timeline.After(TimeSpan.Zero, this, AskAgain);
        }
    }

    private void GiveUp(ulong wish)
    {
        world.Chronicle.Record(new WishGivenUp(Now, member.Process.Id, plan.Name, wish));
        if (wish != _wish)
        {
            _leaving--;
            return;
        }
        _asks = false;
        Think();
    }

    private void Think()
    {
        (_wish, _wasWoken) = (null, false);
        world.Timeline.After(random.Between(TimeSpan.Zero, plan.ThinkTime * 2), this, NewWish);
    }
}

/// <summary>Puts one item after the other into the queue of the toolkit.</summary>
internal sealed class QueueFeeder(World world, ToolMember member, ToolPlan plan, SplittableRandom random)
    : IHappening,
        IToolUser
{
    /// <summary>Whether it waits for nothing.</summary>
    public bool IsQuiet { get; private set; } = true;

    public void Start() => Think();

    public void Happen(long tag)
    {
        if (!member.Process.MayHappen(this, tag) || !world.SendingAllowed)
            return;
        IsQuiet = false;
        member.Queue!.Enqueue((long)world.DrawPayload(), Think, Think);
    }

    private void Think()
    {
        IsQuiet = true;
        world.Timeline.After(random.Between(TimeSpan.Zero, plan.ThinkTime * 2), this);
    }
}
