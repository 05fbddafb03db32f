using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Runtime;

namespace Cohort;

public sealed partial class Node
{
    /// <summary>
    /// Has the cluster keep a group running, or several shards of one, each with so many members, on nodes that offer to host it
    /// (<see cref="NodeOptions.Hosts"/>); those that die are replaced. Any node may ask, and asking again changes what was asked
    /// for. Completes when all members hold the state; where too few nodes offer it, with those that there are, and
    /// <see cref="PlacementInfo.Missing"/> says what is missing: when it is there, the cluster goes on by itself.
    /// </summary>
    /// <param name="name">The name of the placement, 1 to 100 characters. It is the name of the group or, where there are
    /// several, what their names begin with: <c>orders/0</c> and so on.</param>
    /// <param name="replicas">How many members each group is to have. From 1 to <see cref="NodeOptions.MaxMembers"/>.</param>
    /// <param name="shards">How many groups there are to be. From 1 to 1024.</param>
    /// <param name="labels">Labels that a node must have. Default: none.</param>
    /// <param name="spreadBy">A label such as <c>zone</c>: the members of a group go to nodes with different values of it as far
    /// as there are such. Default: none.</param>
    /// <param name="cancellationToken">Ends the waiting. What was asked for stays asked for.</param>
    /// <exception cref="OptionsException">An argument is not allowed.</exception>
    /// <exception cref="InvalidOperationException">Somebody has asked for something else under this name meanwhile.</exception>
    /// <exception cref="NodeFailedException">The node has stopped itself.</exception>
    /// <exception cref="ObjectDisposedException">The node was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<PlacementInfo> EnsureAsync(
        string name,
        int replicas = 3,
        int shards = 1,
        IReadOnlyDictionary<string, string>? labels = null,
        string spreadBy = "",
        CancellationToken cancellationToken = default
    )
    {
        NodeOptionsCheck.Placement(name, replicas, shards, labels, spreadBy, _settings.Limits);
        var asked = new PlacementInfo
        {
            Name = name,
            Replicas = replicas,
            Shards = shards,
            SpreadBy = spreadBy,
            Labels = (labels ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(
                StringComparer.Ordinal
            ),
        };
        await AskAsync(asked, cancellationToken).ConfigureAwait(false);
        await foreach (DirectoryChange _ in Directory.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            PlacementInfo? known = Directory.FindPlacement(name);
            if (known?.AsksFor(asked) != true)
                throw new InvalidOperationException(
                    known is not null
                        ? $"Placement '{name}' is now {known}, which somebody else has asked for. Let one place in your program "
                            + "decide what it is to be."
                        : $"There is no placement '{name}': somebody has released it, or the cluster has as many as it can, "
                            + $"{_settings.Limits.Placements}."
                );
            if (IsInPlace(known))
                return known;
        }
        throw Gone();
    }

    /// <summary>Has the cluster keep a placement running no more: the nodes leave its groups, whose state is gone then. Completes when
    /// the directory has it no more.</summary>
    /// <param name="name">The name of the placement; one that there is not is no error.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <inheritdoc cref="EnsureAsync" path="/exception"/>
    public async Task ReleaseAsync(string name, CancellationToken cancellationToken = default)
    {
        NodeOptionsCheck.GroupName(nameof(name), name);
        await AskAsync(new PlacementInfo { Name = name, Replicas = 0 }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks, and waits until what was asked for has been decided, and all that was decided before is known here.</summary>
    private Task AskAsync(PlacementInfo asked, CancellationToken cancellationToken) =>
        _driver.Post(Input.Ensure(asked)) ? Directory.RefreshAsync(cancellationToken) : throw Gone();

    private bool IsInPlace(PlacementInfo placement)
    {
        if (placement.Nodes.Length != placement.Shards)
            return false;
        for (int shard = 0; shard < placement.Shards; shard++)
        {
            ImmutableArray<ProcessId> processes = placement.Nodes[shard];
            if (processes.Length < placement.Replicas && placement.Missing.Length == 0)
                return false;
            View? view = Directory.Find(placement.GroupName(shard))?.View;
            if (!processes.All(process => view?.RankOf(process) is >= 0 and int rank && view.Members[rank].HoldsState))
                return false;
        }
        return true;
    }

    private Exception Gone() =>
        (Exception?)_failure ?? new ObjectDisposedException(nameof(Node), $"Node {Name} was disposed.");
}
