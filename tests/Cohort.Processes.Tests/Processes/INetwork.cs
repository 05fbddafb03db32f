namespace Cohort.Processes.Tests.Processes;

/// <summary>Where the nodes of a test live.</summary>
internal interface INetwork : IAsyncDisposable
{
    /// <summary>The address of each node.</summary>
    IReadOnlyList<string> Addresses { get; }

    /// <summary>The command through which a node is started so that it lives there; empty for none.</summary>
    IReadOnlyList<string> WrapperOf(int node);
}
