namespace Cohort.Cli.Bench;

/// <summary>What a group has to bear beside its own work.</summary>
internal enum Neighbour
{
    /// <summary>Another group of the same processes, in which one of them sends large messages without pause.</summary>
    Bulk,

    /// <summary>A member whose handler is slow.</summary>
    Slow,
}

/// <summary>What a slow handler does with its time.</summary>
internal enum Slowness
{
    /// <summary>It keeps a processor busy.</summary>
    Busy,

    /// <summary>It awaits something.</summary>
    Awaiting,
}
