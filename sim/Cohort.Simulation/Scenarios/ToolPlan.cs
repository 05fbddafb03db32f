using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Simulation.Scenarios;

/// <summary>A group whose members have replicated objects of the toolkit.</summary>
public sealed record ToolPlan
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "shared";

    /// <summary>Hosts from the first up to, but not including, this one are members.</summary>
    public required int Members { get; init; }

    /// <summary>How many registers, counters and queues it has, in turn.</summary>
    public required int Objects { get; init; }

    /// <summary>How many clients each member has.</summary>
    public required int Clients { get; init; }

    /// <summary>A client thinks about so long between two calls.</summary>
    public required TimeSpan ThinkTime { get; init; }

    /// <summary>After how many updates replicas compare their states; 0: never.</summary>
    public int CompareEvery { get; init; }

    /// <summary>So many messages with updates may be under way at a member; what comes meanwhile goes together. A scenario that was
    /// written before there was this number has none: then it is what it usually is.</summary>
    public int UpdatesUnderWay
    {
        get => field == 0 ? Submissions.MostUnderWay : field;
        init;
    }

    /// <summary>How many at each member take items out of its queue, and wait where there is none.</summary>
    public int QueueWorkers { get; init; }

    /// <summary>How many at each member put items into its queue.</summary>
    public int QueueFeeders { get; init; }

    /// <summary>Of a hundred that wait for an item so many lose their patience.</summary>
    public int QueueImpatientPercent { get; init; }

    /// <summary>Whether it has a queue.</summary>
    public bool HasQueue => QueueWorkers + QueueFeeders > 0;

    /// <summary>How many clients of its locks each member has.</summary>
    public int LockClients { get; init; }

    /// <summary>How many locks, locks for readers and writers, and semaphores they use, in turn.</summary>
    public int Locks { get; init; }

    /// <summary>How many candidates of its election each member has.</summary>
    public int Candidates { get; init; }

    /// <summary>What was granted is held for about so long.</summary>
    public TimeSpan HoldTime { get; init; }

    /// <summary>Whether it has locks and elections.</summary>
    public bool HasClaims => LockClients + Candidates > 0;

    /// <summary>How many clients of its token each member has.</summary>
    public int TokenClients { get; init; }

    /// <summary>How many come to its barriers at each member.</summary>
    public int BarrierClients { get; init; }

    /// <summary>So many take part in each of its barriers, of those that come.</summary>
    public int BarrierParticipants { get; init; }

    /// <summary>How many clients of its collections each member has; 0: it has no dictionary, set, counter and settings.</summary>
    public int CollectionClients { get; init; }

    /// <summary>They use so many keys.</summary>
    public int CollectionKeys { get; init; }

    /// <summary>How many clients of its objects each process has that is no node.</summary>
    public int RemoteClients { get; init; }

    /// <summary>So many events may wait for the one who observes the objects at each member; 0: nobody does.</summary>
    public int ObserverBacklog { get; init; }

    /// <summary>Who observes the objects takes up to so long between two looks.</summary>
    public TimeSpan ObserverPause { get; init; }

    /// <summary>Whether somebody observes the objects at each member.</summary>
    public bool HasObserver => ObserverBacklog > 0;

    /// <summary>Whether the views of its members have to be known to judge what its tools do.</summary>
    public bool NeedsViews => Calls is not null || TokenClients + BarrierClients > 0;

    /// <summary>Whether its members keep a log, and its updates are durable.</summary>
    public bool Durable { get; init; }

    /// <summary>The calls to its members; null where there are none.</summary>
    public CallPlan? Calls { get; init; }
}
