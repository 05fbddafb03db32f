namespace Cohort.Protocol.Durability;

/// <summary>From where on a log is needed that a process has found: what it has of each group, and of the cluster's directory.</summary>
public sealed class LogNeeds
{
    /// <summary>What is needed of a group.</summary>
    /// <param name="Name">The group's name.</param>
    /// <param name="At">From where on.</param>
    /// <param name="Size">The size of the state that it begins with.</param>
    /// <param name="Grown">How many bytes there are besides.</param>
    internal readonly record struct Need(string Name, LogPlace At, long Size, long Grown);

    internal LogNeeds() { }

    internal List<Need> Groups { get; } = [];

    /// <summary>From where on the directory needs it; null where it does not.</summary>
    internal LogPlace? Directory { get; init; }

    /// <summary>The first record that there is; 0 where there is none.</summary>
    internal ulong First { get; init; }
}
