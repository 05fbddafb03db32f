using Cohort.Protocol;
using Cohort.Serialization;
using Cohort.Toolkit.Claims;

namespace Cohort.Toolkit.Barriers;

/// <summary>One that has arrived at a barrier and waits.</summary>
[Packed]
internal sealed partial record Arrival(Claimant Member, ulong Id);

/// <summary>A barrier that is used.</summary>
[Packed]
internal sealed partial class Barrier
{
    /// <summary>How many phases are over.</summary>
    public ulong Phase { get; set; }

    /// <summary>How many take part, as they say.</summary>
    public int Participants { get; set; }

    /// <summary>How many of these are gone, and have been replaced by nobody.</summary>
    public int Gone { get; set; }

    /// <summary>Whether it breaks where one goes.</summary>
    public bool Breaks { get; set; }

    /// <summary>Who has arrived, in order.</summary>
    public List<Arrival> Arrived { get; set; } = [];

    /// <summary>Who took part in the last phase that is over, each as often as it did.</summary>
    public List<Claimant> Last { get; set; } = [];

    /// <summary>Who took part when it broke, and has not been told yet.</summary>
    public List<Claimant> Broken { get; set; } = [];

    /// <summary>Where in the order of the group somebody arrived last.</summary>
    public ulong Position { get; set; }

    /// <summary>How many of a member have arrived.</summary>
    public int ArrivedOf(Claimant member) => Arrived.Count(arrival => arrival.Member.Id == member.Id);

    /// <summary>How many of a member took part in the last phase.</summary>
    public int LastOf(Claimant member) => Last.Count(other => other.Id == member.Id);
}

/// <summary>What became of an arrival.</summary>
internal enum ArrivalOutcome
{
    /// <summary>It waits, or all are there.</summary>
    Taken,

    /// <summary>The barrier had broken, and this one had not heard of it.</summary>
    Broken,

    /// <summary>Others wait there, and have said that another number takes part, or something else to be done where one
    /// goes.</summary>
    Differs,

    /// <summary>Others wait at as many barriers as there may be.</summary>
    Full,
}

/// <summary>
/// The barriers of a group, as each member knows them: who has arrived, and who is expected. A participant is known by
/// having arrived in this phase or in the last one; where it is gone, the others wait for one fewer, until somebody
/// takes its place, or wait no more.
/// </summary>
[Replicated(Name = "Cohort.Barriers")]
internal sealed partial class BarrierTable : IViewAware
{
    /// <summary>The most barriers that are remembered; of those where nobody waits the one unused for longest is
    /// forgotten.</summary>
    public const int MostBarriers = 4096;

    private readonly SortedDictionary<string, Barrier> _barriers = new(StringComparer.Ordinal);

    /// <summary>The barriers that are used, by name.</summary>
    public IReadOnlyDictionary<string, Barrier> Barriers => _barriers;

    /// <summary>Arrives.</summary>
    [Update]
    public ArrivalOutcome Arrive(string name, ulong id, int participants, bool breaks, UpdateContext context)
    {
        var arrival = new Arrival(Claimant.Of(context), id);
        if (!_barriers.TryGetValue(name, out Barrier? barrier))
        {
            if (!MakeRoom())
                return ArrivalOutcome.Full;
            _barriers.Add(name, barrier = new Barrier { Participants = participants, Breaks = breaks });
        }
        if (barrier.Broken.RemoveAll(member => member.Id == arrival.Member.Id) > 0)
        {
            context.Raise(new ClaimEnded(arrival.Member.Process, id, ClaimEnd.Broken));
            return ArrivalOutcome.Broken;
        }
        if ((barrier.Participants, barrier.Breaks) != (participants, breaks))
        {
            if (barrier.Arrived.Count > 0)
                return ArrivalOutcome.Differs;
            // Another use of the name.
            (barrier.Participants, barrier.Breaks, barrier.Gone) = (participants, breaks, 0);
            barrier.Last.Clear();
        }
        bool isAnother = barrier.ArrivedOf(arrival.Member) >= barrier.LastOf(arrival.Member);
        if (barrier.Gone > 0 && isAnother && !Mutants.Has(Mutant.ReplacedStaysGone))
            barrier.Gone--;
        barrier.Arrived.Add(arrival);
        barrier.Position = context.Position;
        context.Raise(new ClaimQueued(arrival.Member.Process, id));
        PassIfAllAreThere(barrier, context);
        return ArrivalOutcome.Taken;
    }

    /// <summary>Waits no more; whether it did.</summary>
    [Update]
    public bool Withdraw(string name, ulong id, UpdateContext context)
    {
        ProcessId process = Claimant.Of(context).Process;
        if (
            !_barriers.TryGetValue(name, out Barrier? barrier)
            || barrier.Arrived.RemoveAll(arrival => arrival.Id == id && arrival.Member.Process == process) == 0
        )
            return false;
        // A name that nobody has used yet, but for those who have thought better of it.
        if (barrier is { Phase: 0, Arrived.Count: 0 })
            _barriers.Remove(name);
        context.Raise(new ClaimEnded(process, id, ClaimEnd.Released));
        return true;
    }

    /// <summary>Who is gone is not waited for. To see a view twice, or one that somebody has seen who gave this replica its
    /// state, changes nothing: whoever is counted is forgotten, and nothing happens to a barrier where nobody is.</summary>
    public void OnView(View view, UpdateContext context)
    {
        foreach (string name in _barriers.Keys.ToArray())
        {
            Barrier barrier = _barriers[name];
            int untold = barrier.Broken.RemoveAll(member => !member.IsIn(view));
            int gone = Forget(barrier, view);
            if (gone + untold == 0)
                continue;
            if (gone > 0 && barrier.Breaks)
                Break(barrier, context);
            else if (!Mutants.Has(Mutant.GoneParticipantAwaited))
                barrier.Gone += gone;
            PassIfAllAreThere(barrier, context);
            if (barrier.Arrived.Count + barrier.Last.Count + barrier.Broken.Count == 0)
                _barriers.Remove(name);
        }
    }

    /// <summary>How many participants are gone with their members.</summary>
    private static int Forget(Barrier barrier, View view)
    {
        int gone = 0;
        Claimant[] known = [.. barrier.Arrived.Select(arrival => arrival.Member), .. barrier.Last];
        foreach (Claimant member in known.Where(member => !member.IsIn(view)).DistinctBy(member => member.Id))
        {
            gone += Math.Max(barrier.ArrivedOf(member), barrier.LastOf(member));
            barrier.Arrived.RemoveAll(arrival => arrival.Member.Id == member.Id);
            barrier.Last.RemoveAll(other => other.Id == member.Id);
        }
        return gone;
    }

    private static void Break(Barrier barrier, UpdateContext context)
    {
        foreach (Arrival arrival in barrier.Arrived)
        {
            barrier.Last.Remove(arrival.Member);
            context.Raise(new ClaimEnded(arrival.Member.Process, arrival.Id, ClaimEnd.Broken));
        }
        barrier.Broken.AddRange(barrier.Last);
        barrier.Arrived.Clear();
        barrier.Last.Clear();
        barrier.Phase++;
    }

    private static void PassIfAllAreThere(Barrier barrier, UpdateContext context)
    {
        if (barrier.Arrived.Count == 0 || barrier.Arrived.Count < barrier.Participants - barrier.Gone)
            return;
        barrier.Phase++;
        foreach (Arrival arrival in barrier.Arrived)
            context.Raise(new ClaimGranted(arrival.Member.Process, arrival.Id, barrier.Phase));
        barrier.Last = barrier.Arrived.ConvertAll(arrival => arrival.Member);
        barrier.Arrived.Clear();
    }

    private bool MakeRoom()
    {
        if (_barriers.Count < MostBarriers)
            return true;
        string? oldest = null;
        foreach ((string name, Barrier barrier) in _barriers)
            if (barrier.Arrived.Count == 0 && (oldest is null || barrier.Position < _barriers[oldest].Position))
                oldest = name;
        return oldest is not null && _barriers.Remove(oldest);
    }
}
