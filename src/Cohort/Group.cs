using System.Diagnostics;
using Cohort.Protocol;
using Cohort.Protocol.Durability;
using Cohort.Runtime;
using Cohort.Runtime.Groups;
using Cohort.Runtime.Observation;

namespace Cohort;

/// <summary>
/// A process's membership in a group: agreed views, and messages in an agreed order. It stays the same object when the
/// member is expelled and comes back by itself as a new member (<see cref="GroupOptions.Rejoin"/>).
/// </summary>
public sealed class Group : IAsyncDisposable
{
    // A handler that does not heed its token cannot be stopped: after this long, it is left to itself.
    private static readonly TimeSpan CutOffPatience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Membership _membership;
    private readonly TimeSpan _disposeTimeout;
    private readonly bool _keepsLog;
    private Task? _disposal;
    private volatile bool _isLeaving;

    internal Group(
        Node node,
        string name,
        GroupOptions options,
        NodeDriver driver,
        BackgroundTasks tasks,
        int handle,
        GroupObservation observation,
        Limits limits,
        TimeSpan disposeTimeout,
        GroupCopy? copy
    )
    {
        Node = node;
        Name = name;
        _disposeTimeout = disposeTimeout;
        _membership = new Membership(driver, tasks, handle, observation, this, options, limits, copy);
        _keepsLog = options.Durability == Durability.Log;
    }

    /// <summary>The group's name in the cluster.</summary>
    public string Name { get; }

    /// <summary>The node that is the member.</summary>
    public Node Node { get; }

    /// <summary>
    /// The view as the handlers see it: it changes just before <see cref="GroupOptions.OnView"/> is called. Before the
    /// first view, a view without members.
    /// </summary>
    public View View => _membership.Loop.View;

    /// <summary>The member that this process is in <see cref="View"/>; null where it is in none.</summary>
    public Member? Self
    {
        get
        {
            View view = View;
            int rank = view.RankOf(Node.Process);
            return rank < 0 ? null : view.Members[rank];
        }
    }

    /// <summary>
    /// How many <see cref="Order.Total"/> messages the group had delivered since it was formed, up to the last one that
    /// the handlers have begun with here or that the loaded state contains.
    /// </summary>
    public ulong Position => _membership.Loop.Position;

    /// <summary>What the membership is doing now. Handlers may still be busy with what came before.</summary>
    public GroupStatus Status => _membership.Status;

    /// <summary>Why, and what it waits for, for people. Where it is <see cref="GroupStatus.Active"/>, for whom its sends have
    /// been waiting for half the <see cref="NodeOptions.SuspicionTime"/>, until none has waited for all of it; else empty.</summary>
    public string StatusReason => _membership.Reason;

    /// <summary>
    /// Completes when this membership is over and its last handler has returned: after leaving. Fails with a
    /// <see cref="GroupFailedException"/>, <see cref="ExpelledException"/>, <see cref="GroupLostException"/> or
    /// <see cref="NodeFailedException"/> when it ended otherwise.
    /// </summary>
    public Task Completion => _membership.Loop.Completion;

    internal Membership Membership => _membership;

    /// <summary>Whether it is on its way out, so that its name is soon free.</summary>
    internal bool IsLeaving => _isLeaving;

    /// <summary>
    /// Sends a message to every member, this one included. Completes when the message has, or is certain to get, its place in
    /// the sender's stream: it is delivered by all or none of those that stay, and here too if this member stays (properties
    /// D3, D4). What an expelled member has sent and not seen delivered may be lost: <see cref="GroupOptions.OnStatus"/> tells
    /// of the expulsion. Calls take effect in the order in which they are made. Waits while too much is on its way or the group
    /// is not at work, except in a handler, where it never waits. The payload may be reused once this has completed.
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
    )
    {
        if (order > Order.Total)
            throw new ArgumentOutOfRangeException(nameof(order), order, "There is no such order.");
        if (delivery > Delivery.Durable)
            throw new ArgumentOutOfRangeException(nameof(delivery), delivery, "There is no such delivery.");
        if (delivery == Delivery.Durable && !_keepsLog)
            throw new ArgumentException(
                $"Group '{Name}' keeps no log, so nothing in it is Durable. Send with Delivery.Stable, or join the group with "
                    + "Durability.Log at all members.",
                nameof(delivery)
            );
        return _membership.SendAsync(payload, order, delivery, cancellationToken);
    }

    /// <summary>
    /// Completes when all that this process sent to the group before is stable, that is received by every member, or is
    /// in the cut of a view that has been installed. One that comes back after an expulsion is a new member: the flushes
    /// that were under way fail, those asked for before <see cref="GroupOptions.OnStatus"/> has been told of it, and, where
    /// something may have been lost, the next one.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called in a handler of this group, which it would wait for.</exception>
    /// <exception cref="OutcomeUnknownException">The membership ended first, or the process was put out of the group and has
    /// come back: others may or may not deliver what it had sent until then.</exception>
    /// <exception cref="NotDeliveredException">The membership was over already.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default) =>
        _membership.InHandler
            ? throw new InvalidOperationException(
                $"FlushAsync was called in a handler of group '{Name}'. It may need that very handler to return first, so it "
                    + "would never complete. Flush from a task of your own."
            )
            : _membership.FlushAsync(cancellationToken);

    /// <summary>
    /// How far each member of the current view is behind with what this one has sent, in rank order, this one included.
    /// Nothing is kept for it: it is looked up when it is asked for, within one turn of the node. Empty where this process
    /// is in no view, or the membership is over.
    /// </summary>
    public Task<IReadOnlyList<MemberLag>> ReadLagsAsync(CancellationToken cancellationToken = default) =>
        _membership.ReadLagsAsync().WaitAsync(cancellationToken);

    /// <summary>
    /// Leaves the group. Completes when the others have agreed to go on without this member and the last handler has
    /// returned; called from a handler it only starts, and does not wait. Cancelling ends the waiting, not the leaving.
    /// </summary>
    public Task LeaveAsync(CancellationToken cancellationToken = default)
    {
        _isLeaving = true;
        _membership.Leave();
        return _membership.InHandler ? Task.CompletedTask : Completion.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// The messages, where <see cref="GroupOptions.ReadMessages"/> is set: each counts as handled when the next one is
    /// asked for, and a send or flush in the body of the loop is one in a handler. What the body throws is the reader's own
    /// affair and ends no membership. One reader at a time; one that comes
    /// later goes on where the one before stopped. Ends when the membership has been left; fails as
    /// <see cref="Completion"/> does.
    /// </summary>
    /// <exception cref="InvalidOperationException">The option is off, or somebody else is reading.</exception>
    public IAsyncEnumerable<Message> ReadMessagesAsync(CancellationToken cancellationToken = default) =>
        _membership.Loop.Messages is { } messages
            ? new MessageReading(messages, cancellationToken)
            : throw new InvalidOperationException(
                $"Group '{Name}' was joined without {nameof(GroupOptions.ReadMessages)}, so its messages go to the handler. "
                    + "Set that option to read them instead."
            );

    /// <summary>
    /// The current view, where there is one, and then every view that follows. Any number of readers; one that is 1024
    /// views behind holds up the handlers. Ends when the membership has been left; fails as <see cref="Completion"/> does.
    /// </summary>
    public IAsyncEnumerable<ViewChange> ReadViewsAsync(CancellationToken cancellationToken = default) =>
        _membership.Loop.Views.ReadAsync(cancellationToken);

    /// <summary>
    /// Flushes and leaves. Takes <see cref="NodeOptions.DisposeTimeout"/> at most; called from a handler it only starts,
    /// and does not wait.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        Task disposal = EndAsync();
        return _membership.InHandler ? ValueTask.CompletedTask : new ValueTask(disposal);
    }

    /// <summary>Takes the request to join back: at once, before the group may be formed with this member.</summary>
    internal Task CancelJoinAsync()
    {
        _isLeaving = true;
        _membership.Leave();
        return EndAsync();
    }

    /// <summary>Flushes and leaves, once; everybody who asks waits for the same end.</summary>
    internal Task EndAsync()
    {
        _isLeaving = true;
        lock (_lock)
            return _disposal ??= Task.Run(FlushAndLeaveAsync);
    }

    private async Task FlushAndLeaveAsync()
    {
        long start = Stopwatch.GetTimestamp();
        // Half the time is for flushing, the rest for leaving.
        await _membership.TryFlushAsync(_disposeTimeout / 2).ConfigureAwait(false);
        _membership.Leave();
        TimeSpan rest = _disposeTimeout - Stopwatch.GetElapsedTime(start);
        if (await Completion.Outcome(rest).ConfigureAwait(false))
            return;
        _membership.CutOff($"it had not left within {nameof(NodeOptions.DisposeTimeout)}, {_disposeTimeout:c}");
        await Completion.Outcome(CutOffPatience).ConfigureAwait(false);
    }
}
