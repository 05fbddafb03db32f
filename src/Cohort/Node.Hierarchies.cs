using Cohort.Protocol.Hierarchy;
using Cohort.Runtime;
using Cohort.Runtime.Hierarchies;

namespace Cohort;

public sealed partial class Node
{
    /// <summary>
    /// Joins a hierarchical group: as many members as one view should not have, in leaves of a few behind one name. Completes when
    /// this process is in a leaf that gets what the others send. Which leaf, the cluster's directory says: one that has room, or a
    /// new one.
    /// </summary>
    /// <param name="name">The name in the cluster, 1 to 80 characters.</param>
    /// <param name="options">Handlers, and the size of the leaves. Default: none, and 16.</param>
    /// <param name="cancellationToken">Ends the waiting, and takes the request back.</param>
    /// <exception cref="OptionsException">The name or an option is not allowed.</exception>
    /// <exception cref="JoinRefusedException">The others would not have this node: their leaves are of another size, or there are so
    /// many leaves that their parent has no room for another one (<see cref="JoinRefusedException.IsFull"/>).</exception>
    /// <exception cref="InvalidOperationException">This node is in one of its groups already, or is a witness, which is in no
    /// group.</exception>
    /// <exception cref="NodeFailedException">The node has stopped itself.</exception>
    /// <exception cref="ObjectDisposedException">The node was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<HierarchicalGroup> JoinHierarchyAsync(
        string name,
        HierarchyOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new HierarchyOptions();
        HierarchyOptionsCheck.Check(name, options, _settings.Limits);
        var settings = new HierarchySettings
        {
            Options = options,
            MostBytes = HierarchyMachine.MostBytes(_settings.Limits.MessageSize),
            MostMembers = _settings.Limits.Members,
            Patience = _options.SuspicionTime,
            DisposeTimeout = _options.DisposeTimeout,
            Warn = _driver.Warn,
        };
        var group = new HierarchicalGroup(this, name, of => new HierarchyMembership(of, settings, _tasks));
        lock (_lock)
        {
            if (_hierarchies.TryGetValue(name, out HierarchicalGroup? present) && !present.Completion.IsCompleted)
                throw new InvalidOperationException(
                    $"Node {Name} is in hierarchical group '{name}' already, or is joining it. Use that membership, or leave it "
                        + "first."
                );
            _hierarchies[name] = group;
        }
        _tasks.Run(() => ForgetAsync(group));
        await group.Membership.JoinAsync(cancellationToken).ConfigureAwait(false);
        return group;
    }

    private async Task ForgetAsync(HierarchicalGroup group)
    {
        await group.Completion.Outcome(Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        lock (_lock)
            if (_hierarchies.TryGetValue(group.Name, out HierarchicalGroup? present) && present == group)
                _hierarchies.Remove(group.Name);
    }
}
