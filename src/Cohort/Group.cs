namespace Cohort;

/// <summary>
/// A process's membership in a group: agreed views, and messages in an agreed order. It stays the same object when the
/// member is expelled and comes back by itself as a new member (<see cref="GroupOptions.Rejoin"/>).
/// </summary>
public sealed class Group : IAsyncDisposable
{
    private Group() { }

    /// <summary>The group's name in the cluster.</summary>
    public string Name => throw new NotImplementedException();

    /// <summary>The node that is the member.</summary>
    public Node Node => throw new NotImplementedException();

    /// <summary>
    /// The view as the handlers see it: it changes just before <see cref="GroupOptions.OnView"/> is called. Before the
    /// first view, a view without members.
    /// </summary>
    public View View => throw new NotImplementedException();

    /// <summary>The member that this process is in <see cref="View"/>; null where it is in none.</summary>
    public Member? Self => throw new NotImplementedException();

    /// <summary>
    /// How many <see cref="Order.Total"/> messages the group had delivered since it was formed, up to the last one that
    /// the handlers have begun with here or that the loaded state contains.
    /// </summary>
    public ulong Position => throw new NotImplementedException();

    /// <summary>What the membership is doing now. Handlers may still be busy with what came before.</summary>
    public GroupStatus Status => throw new NotImplementedException();

    /// <summary>Why, and what it waits for, for people.</summary>
    public string StatusReason => throw new NotImplementedException();

    /// <summary>
    /// Completes when this membership is over and its last handler has returned: after leaving. Fails with a
    /// <see cref="GroupFailedException"/>, <see cref="ExpelledException"/>, <see cref="GroupLostException"/> or
    /// <see cref="NodeFailedException"/> when it ended otherwise.
    /// </summary>
    public Task Completion => throw new NotImplementedException();

    /// <summary>
    /// Sends a message to every member, this one included. Completes when the message is in the sender's stream: it is
    /// delivered by all or none of those that stay, and here too if this member stays (properties D3, D4). Calls take
    /// effect in the order in which they are made. Waits while the window is full or the view changes, except in a
    /// handler, where it never waits. The payload may be reused once this has completed.
    /// </summary>
    /// <param name="payload">The message: any bytes, up to <see cref="NodeOptions.MaxMessageBytes"/>.</param>
    /// <param name="order">After what it is delivered.</param>
    /// <param name="delivery">When it may be delivered.</param>
    /// <param name="cancellationToken">
    /// Ends the waiting. A message that waited behind others is then not sent; one that waited for the view to change
    /// may still be.
    /// </param>
    /// <exception cref="MessageTooLargeException">It is larger than the limit; it was not sent.</exception>
    /// <exception cref="BacklogFullException">A handler sent more than the reserve holds; it was not sent.</exception>
    /// <exception cref="NotDeliveredException">The membership is over; nobody delivers the message.</exception>
    /// <exception cref="OutcomeUnknownException">The membership ended; others may deliver the message.</exception>
    public ValueTask SendAsync(
        ReadOnlyMemory<byte> payload,
        Order order = Order.Total,
        Delivery delivery = Delivery.Stable,
        CancellationToken cancellationToken = default
    ) => throw new NotImplementedException();

    /// <summary>
    /// Completes when all that this process sent to the group before is stable, that is received by every member, or is
    /// in the cut of a view that has been installed.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called in a handler of this group, which it would wait for.</exception>
    /// <exception cref="OutcomeUnknownException">The membership ended first.</exception>
    /// <exception cref="NotDeliveredException">The membership was over already.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// Leaves the group. Completes when the others have agreed to go on without this member and the last handler has
    /// returned; called from a handler it only starts, and does not wait. Cancelling ends the waiting, not the leaving.
    /// </summary>
    public Task LeaveAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// The messages, where <see cref="GroupOptions.ReadMessages"/> is set: each counts as handled when the next one is
    /// asked for, and the loop that reads them is a handler in every other respect. One reader at a time; one that comes
    /// later goes on where the one before stopped. Ends when the membership has been left; fails as
    /// <see cref="Completion"/> does.
    /// </summary>
    /// <exception cref="InvalidOperationException">The option is off, or somebody else is reading.</exception>
    public IAsyncEnumerable<Message> ReadMessagesAsync(CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>
    /// The current view, where there is one, and then every view that follows. Any number of readers; one that is 1024
    /// views behind holds up the handlers. Ends when the membership has been left; fails as <see cref="Completion"/> does.
    /// </summary>
    public IAsyncEnumerable<ViewChange> ReadViewsAsync(CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>
    /// Flushes and leaves. Takes <see cref="NodeOptions.DisposeTimeout"/> at most; called from a handler it only starts,
    /// and does not wait.
    /// </summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
