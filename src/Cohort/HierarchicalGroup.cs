using Cohort.Runtime.Hierarchies;

namespace Cohort;

/// <summary>
/// A process's membership in a hierarchical group: many members behind one name, each in a leaf of a few, with one order of all
/// messages (Birman, van Renesse, Reliable Distributed Computing with the Isis Toolkit, 1994). A view has only the members of the
/// leaf, so that a member that dies concerns its leaf alone, and the parent where it represented it there. Members have no common
/// state: who joins gets what is sent from then on.
/// </summary>
public sealed class HierarchicalGroup : IAsyncDisposable
{
    private readonly HierarchyMembership _membership;

    internal HierarchicalGroup(Node node, string name, Func<HierarchicalGroup, HierarchyMembership> membership)
    {
        (Node, Name) = (node, name);
        _membership = membership(this);
    }

    /// <summary>The name in the cluster. Its leaves are the groups <c>name/leaf-1</c> and so on, and their representatives are the
    /// group <c>name/parent</c>.</summary>
    public string Name { get; }

    /// <summary>The node that is the member.</summary>
    public Node Node { get; }

    /// <summary>The leaf that this process is in, or was in last.</summary>
    /// <exception cref="InvalidOperationException">It has been in none yet.</exception>
    public Group Leaf => _membership.Leaf;

    /// <summary>Whether this process is one of those that pass messages on for its leaf.</summary>
    public bool IsRepresentative => _membership.IsRepresentative;

    /// <summary>Completes when this membership has been left; fails with a <see cref="GroupFailedException"/> or a
    /// <see cref="NodeFailedException"/> where it ended otherwise.</summary>
    public Task Completion => _membership.Completion;

    internal HierarchyMembership Membership => _membership;

    /// <summary>
    /// Sends a message to every member of every leaf, this one included. Completes when the leaf has, or is certain to get, it: it
    /// then comes to all leaves as long as one member of this leaf lives. Waits while 256 messages or 4 MiB of this member's have
    /// not come to all leaves yet, except in a handler. The payload may be reused once this has completed.
    /// </summary>
    /// <param name="payload">The message: any bytes, up to <see cref="NodeOptions.MaxMessageBytes"/> less 4 KiB.</param>
    /// <param name="order"><see cref="Order.Total"/>: after all that comes before it in the one order of all members.
    /// <see cref="Order.Fifo"/>: after this member's earlier messages only, so that its own leaf has it at once.</param>
    /// <param name="cancellationToken">Ends the waiting. A message that waited for room is then not sent; one that waited for the
    /// leaf still is.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such order here.</exception>
    /// <exception cref="MessageTooLargeException">It is larger than the limit; it was not sent.</exception>
    /// <exception cref="BacklogFullException">A handler sent more than the reserve holds; it was not sent.</exception>
    /// <exception cref="NotDeliveredException">The membership is over, or the leaf has put this member out; it was not sent.</exception>
    /// <exception cref="OutcomeUnknownException">The membership in the leaf ended; others may deliver the message.</exception>
    public ValueTask SendAsync(
        ReadOnlyMemory<byte> payload,
        Order order = Order.Total,
        CancellationToken cancellationToken = default
    ) => _membership.SendAsync(payload, order, cancellationToken);

    /// <summary>Completes when all that this member has sent before has its place in the order of all, and is certain to come to
    /// every leaf. Where something was lost with a membership in a leaf, the flushes under way fail, or else the next one.</summary>
    /// <exception cref="NotDeliveredException">The membership is over.</exception>
    /// <exception cref="InvalidOperationException">Called in a handler of this group, which it would wait for.</exception>
    /// <exception cref="OutcomeUnknownException">The membership in the leaf ended first: others may or may not deliver what was
    /// under way.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _membership.FlushAsync(cancellationToken);

    /// <summary>Leaves: another member represents the leaf, where this one did. It does not flush: what has not its place in the order of
    /// all yet is left to the rest of the leaf, and is gone where there is none. Completes when the leaf goes on without this member;
    /// called from a handler it only starts, and does not wait. Cancelling ends the waiting, not the leaving.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken = default) => _membership.LeaveAsync(cancellationToken);

    /// <summary>Flushes and leaves. Takes <see cref="NodeOptions.DisposeTimeout"/> and as long as leaving takes at most.</summary>
    public ValueTask DisposeAsync() => _membership.EndAsync();
}
