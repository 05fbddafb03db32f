namespace Cohort.Simulation.Toolkit;

/// <summary>Somebody at a member who uses its tools.</summary>
internal interface IToolUser
{
    /// <summary>Whether nothing of it is under way; it may wait for others.</summary>
    bool IsQuiet { get; }

    /// <summary>The process has started.</summary>
    void Start();
}
