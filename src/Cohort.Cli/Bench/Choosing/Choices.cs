using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Bench.Choosing;

/// <summary>What was chosen on the command line, and the settings that it comes to.</summary>
internal sealed record Choices
{
    private const int UsualMembers = 3;
    private const int UsualGrowthSize = 1024;
    private const int UsualProcesses = 5;
    private static readonly int[] s_throughputSizes = [64, 1024, 10 << 10];
    private const int UsualClients = 8;
    private const int SlowOutstanding = 1024;
    private static readonly int[] s_overloadClients = [64, 640, 6400];
    private static readonly int[] s_growthSizes = [64, 1024, 10 << 10, 64 << 10, 1 << 20, 16 << 20];
    private static readonly int[] s_growthMembers = [.. Enumerable.Range(2, 8)];

    /// <summary>What to measure; null for throughput and latency.</summary>
    public BenchMode? Mode { get; init; }

    /// <summary>Numbers of members; null for what is usual.</summary>
    public IReadOnlyList<int>? Members { get; init; }

    /// <summary>Numbers of senders, each no more than there are members.</summary>
    public IReadOnlyList<int> Senders { get; init; } = [int.MaxValue];

    /// <summary>Sizes of messages; null for what is usual.</summary>
    public IReadOnlyList<int>? Sizes { get; init; }

    /// <summary>The order to ask for.</summary>
    public Order Order { get; init; } = Order.Total;

    /// <summary>The delivery to ask for.</summary>
    public Delivery Delivery { get; init; } = Delivery.Stable;

    /// <summary>Where the members' folders are made; null: where temporary files are.</summary>
    public string? Data { get; init; }

    /// <summary>Sends that each sender has under way at most.</summary>
    public IReadOnlyList<int> Outstanding { get; init; } = [1024];

    /// <summary>Who sends where not all do.</summary>
    public Age Sender { get; init; } = Age.Youngest;

    /// <summary>Who is killed, leaves or joins.</summary>
    public Age Victim { get; init; } = Age.Oldest;

    /// <summary>What makes the view change.</summary>
    public IReadOnlyList<MembershipEvent> Events { get; init; } = Enum.GetValues<MembershipEvent>();

    /// <summary>What clients do meanwhile.</summary>
    public IReadOnlyList<Load> Loads { get; init; } = Enum.GetValues<Load>();

    /// <summary>How many clients each member has, where there are any; null for what is usual.</summary>
    public IReadOnlyList<int>? Clients { get; init; }

    /// <summary>What a group has to bear.</summary>
    public IReadOnlyList<Neighbour> Besides { get; init; } = Enum.GetValues<Neighbour>();

    /// <summary>Sizes of the large messages of the group beside.</summary>
    public IReadOnlyList<int> Bulks { get; init; } = [16 << 20];

    /// <summary>How long a slow handler takes.</summary>
    public TimeSpan Slow { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>What it does meanwhile.</summary>
    public Slowness SlowBy { get; init; } = Slowness.Busy;

    /// <summary>Sizes of the state that a joiner is given.</summary>
    public IReadOnlyList<int> States { get; init; } = [0];

    /// <summary>Numbers of idle groups.</summary>
    public IReadOnlyList<int> Groups { get; init; } = [0, 100, 1000];

    /// <summary>The modes that are measured.</summary>
    public IReadOnlyList<BenchMode> Modes => Mode is { } mode ? [mode] : [BenchMode.Throughput, BenchMode.Latency];

    /// <summary>Every combination, mode by mode.</summary>
    public IReadOnlyList<Setting> Settings() => [.. Modes.SelectMany(Of).Distinct()];

    /// <summary>What is wrong with the choices together, in words; null where nothing is.</summary>
    public string? Problem()
    {
        (int smallest, string what) = Modes.Max(mode => (SmallestSize(mode), mode.Word()));
        if (Sizes is not null && Sizes.Min() < smallest)
            return $"{what} needs messages of at least {smallest} bytes, not {Sizes.Min()}";
        int fewest = (Members ?? [UsualMembers]).Min();
        if (Senders.Where(senders => senders != int.MaxValue).Any(senders => senders > fewest))
            return $"there cannot be more senders than members, and there are {fewest}; --senders all is all of them";
        if (Bulks.Min() < 1)
            return "--bulk-size 0 is nothing large to be beside of; give it bytes, such as 1MiB";
        if (Mode == BenchMode.ViewChange && Members is not null && Members.Min() < UsualMembers)
            return "view-change needs at least 3 members: two cannot survive the death of their oldest";
        if (Mode == BenchMode.Groups && Members is not null && Members.Min() < UsualMembers)
            return "groups needs at least 3 processes: each of the groups has three members";
        if (Data is not null && Delivery != Delivery.Durable)
            return "--data is for what goes to disks; add --delivery durable";
        if (Delivery == Delivery.Durable && Sizes?.Contains(0) == true)
            return "--delivery durable needs messages of at least a byte: there is nothing of them to compare with a disk";
        return null;
    }

    private IEnumerable<Setting> Of(BenchMode mode) =>
        mode switch
        {
            BenchMode.Throughput => Throughput(mode, Members ?? [UsualMembers], Sizes ?? s_throughputSizes),
            BenchMode.Latency => Latency(),
            BenchMode.Growth => Growth(),
            BenchMode.Fairness => Fairness(),
            BenchMode.Overload => Overload(),
            BenchMode.Groups => IdleGroups(),
            _ => ViewChanges(),
        };

    private IEnumerable<Setting> Throughput(BenchMode mode, IReadOnlyList<int> members, IReadOnlyList<int> sizes) =>
        from count in members
        from senders in Senders
        from size in sizes
        from outstanding in Outstanding
        select Base(mode, count, size) with
        {
            Senders = Math.Min(senders, count),
            Outstanding = outstanding,
        };

    private IEnumerable<Setting> Latency() =>
        from count in Members ?? [UsualMembers]
        from size in Sizes ?? [64]
        select Base(BenchMode.Latency, count, size);

    // Along the members, and along the sizes; both together only where both are asked for.
    private IEnumerable<Setting> Growth() =>
        (Members, Sizes) switch
        {
            (null, null) =>
            [
                .. Throughput(BenchMode.Growth, s_growthMembers, [UsualGrowthSize]),
                .. Throughput(BenchMode.Growth, [UsualMembers], s_growthSizes),
            ],
            _ => Throughput(BenchMode.Growth, Members ?? [UsualMembers], Sizes ?? [UsualGrowthSize]),
        };

    private IEnumerable<Setting> ViewChanges() =>
        from count in Members ?? [UsualMembers]
        from size in Sizes ?? [64]
        from state in States
        from happening in Events
        from load in Loads
        from clients in load == Load.None ? [0] : Clients ?? [UsualClients]
        select Base(BenchMode.ViewChange, count, size) with
        {
            Senders = load == Load.None ? 0 : count,
            Side = Victim,
            Outstanding = clients,
            Event = happening,
            Load = load,
            StateBytes = state,
        };

    private IEnumerable<Setting> Fairness() =>
        from beside in Besides
        from count in Members ?? [UsualMembers]
        from size in Sizes ?? [64]
        from bulk in beside == Neighbour.Bulk ? Bulks : [0]
        let isSlow = beside == Neighbour.Slow
        select Base(BenchMode.Fairness, count, size) with
        {
            Senders = isSlow ? count : 1,
            Outstanding = isSlow ? SlowOutstanding : 1,
            Beside = beside,
            BulkBytes = bulk,
            Slow = isSlow ? Slow : default,
            SlowBy = isSlow ? SlowBy : default,
        };

    // Fewest clients first: each is compared with the best so far.
    private IEnumerable<Setting> Overload() =>
        from count in Members ?? [UsualMembers]
        from size in Sizes ?? [64]
        from clients in (Clients ?? s_overloadClients).Order()
        select Base(BenchMode.Overload, count, size) with
        {
            Senders = count,
            Outstanding = clients,
        };

    private IEnumerable<Setting> IdleGroups() =>
        from count in Members ?? [UsualProcesses]
        from groups in Groups
        select Base(BenchMode.Groups, count, 0) with
        {
            Senders = 0,
            Side = Victim,
            Groups = groups,
        };

    private Setting Base(BenchMode mode, int members, int size) =>
        new()
        {
            Mode = mode,
            Members = members,
            Senders = 1,
            Side = Sender,
            Size = size,
            Order = Order,
            Delivery = Delivery,
            Data = Data,
            Outstanding = 1,
        };

    private static int SmallestSize(BenchMode mode) =>
        mode switch
        {
            BenchMode.Throughput or BenchMode.Groups => 0,
            BenchMode.ViewChange or BenchMode.Overload => Bench.Members.Clients.SmallestSize,
            _ => PingPong.SmallestSize,
        };
}
