namespace Cohort.Simulation.Disks;

/// <summary>How often those that came back to a group with a log were given what they lacked, and what became of that.</summary>
internal sealed class CatchingUp
{
    /// <summary>How often a donor looked into its log for what a joiner lacked.</summary>
    public int Looked { get; set; }

    /// <summary>How often it did not find it there, so that the joiner was given the state.</summary>
    public int Lacked { get; set; }

    /// <summary>How often a joiner had all that it lacked on its disk.</summary>
    public int Whole { get; set; }
}
