namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>The group of a replica, as the replica uses it.</summary>
internal interface IObjectGroup : IAsyncDisposable
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>The present membership.</summary>
    Group Group { get; }

    /// <summary>Refuses to have anything read before there is a state.</summary>
    /// <exception cref="GroupNotJoinedException">This process has not been a member yet.</exception>
    void RequireJoined();

    /// <summary>Makes an update.</summary>
    ValueTask<TResult> UpdateAsync<TResult>(UpdateCall<TResult> update, CancellationToken cancellationToken);

    /// <summary>Completes when this replica is as new as a linearizable read has to find it.</summary>
    Task PassBarrierAsync(CancellationToken cancellationToken);

    /// <summary>How far the replicas have come in the order of the group.</summary>
    ulong Position { get; }

    /// <summary>Completes when the replicas have come to a position.</summary>
    Task ReachAsync(ulong position, CancellationToken cancellationToken);
}
