namespace Cohort;

/// <summary>What a node is doing.</summary>
public enum NodeStatus
{
    /// <summary>It listens, and takes part in its groups.</summary>
    Running,

    /// <summary>It is being disposed: it flushes and leaves its groups.</summary>
    Stopping,

    /// <summary>It is disposed.</summary>
    Stopped,

    /// <summary>It stopped itself: see <see cref="Node.Completion"/>.</summary>
    Failed,
}
