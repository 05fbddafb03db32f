namespace Cohort.Cli.Bench;

/// <summary>What <c>cohort bench</c> was asked for.</summary>
internal sealed record BenchRequest
{
    /// <summary>What to measure, one after the other.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    /// <summary>How long each measurement lasts.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long everything runs before it counts.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How often each setting is measured, each time with new processes.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Whether to measure bare sockets in turn with the group.</summary>
    public required bool Floor { get; init; }

    /// <summary>How long it takes, roughly.</summary>
    public TimeSpan Expected =>
        Settings.Aggregate(TimeSpan.Zero, (sum, setting) => sum + ExpectedOf(setting)) * Repetitions;

    // Each run starts processes, and some do a little more than wait.
    private TimeSpan ExpectedOf(Setting setting)
    {
        TimeSpan run = TimeSpan.FromSeconds(5) + WarmUp + Duration;
        int runs = setting.Mode == BenchMode.Growth ? 2 : 1;
        if (setting.Mode == BenchMode.Fairness)
            return run + WarmUp + Duration;
        return setting.Mode == BenchMode.ViewChange ? WarmUp + TimeSpan.FromSeconds(8) : run * runs * (Floor ? 2 : 1);
    }
}
