namespace Cohort;

/// <summary>
/// One process of a cluster: it listens, keeps links to the other nodes, and takes part in any number of groups. Several
/// may live in one process. Disposing it leaves its groups and closes what it opened.
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private Node() { }

    /// <summary>The name of the node, unique in its cluster.</summary>
    public string Name => throw new NotImplementedException();

    /// <summary>The address at which others reach it, with the real port, and its incarnation.</summary>
    public ProcessId Process => throw new NotImplementedException();

    /// <summary>The groups that it is in or is joining.</summary>
    public IReadOnlyList<Group> Groups => throw new NotImplementedException();

    /// <summary>What it is doing.</summary>
    public NodeStatus Status => throw new NotImplementedException();

    /// <summary>What it is doing, for people: with groups that wait for something, which and for what.</summary>
    public string StatusReason => throw new NotImplementedException();

    /// <summary>Completes when the node has been disposed; fails with a <see cref="NodeFailedException"/> when it stopped itself.</summary>
    public Task Completion => throw new NotImplementedException();

    /// <summary>Starts a node. It is reachable when this completes, and in no group yet.</summary>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    /// <exception cref="ListenException">It cannot listen on that address.</exception>
    public static Task<Node> StartAsync(NodeOptions options, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>
    /// Joins a group. Completes with the first view in which this member holds the group's state; until then it waits as
    /// long as the token allows, and <see cref="GroupOptions.OnStatus"/> and <see cref="Groups"/> tell for what.
    /// Cancelling takes the request back.
    /// </summary>
    /// <param name="name">The group's name in the cluster, 1 to 100 characters.</param>
    /// <param name="options">Handlers and state. Default: none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="JoinRefusedException">The group would not have this node.</exception>
    /// <exception cref="GroupLostException">Nobody that holds the group's state can be reached.</exception>
    /// <exception cref="GroupFailedException">A handler threw, or the state did not load.</exception>
    /// <exception cref="InvalidOperationException">This node is in that group already.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the message says what was waited for.</exception>
    public Task<Group> JoinAsync(
        string name,
        GroupOptions? options = null,
        CancellationToken cancellationToken = default
    ) => throw new NotImplementedException();

    /// <summary>
    /// Flushes and leaves all groups, then closes the connections. Takes <see cref="NodeOptions.DisposeTimeout"/> at
    /// most; called from a handler it only starts, and does not wait.
    /// </summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
