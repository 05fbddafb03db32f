namespace Cohort;

/// <summary>
/// What a process wants from a group that it joins. Handlers of one membership run one at a time, in delivery order, the
/// same at every member as far as the messages' <see cref="Order"/> says; a slow one pushes back on the senders. One
/// that throws stops the membership (<see cref="GroupFailedException"/>): a member that went on would no longer equal
/// the others. Sending from a handler never waits; awaiting <see cref="Group.FlushAsync"/> in one is an error.
/// </summary>
public sealed record GroupOptions
{
    /// <summary>Called for every view, in its place among the messages.</summary>
    public Action<ViewChange>? OnView { get; init; }

    /// <summary>As <see cref="OnView"/>, for a handler that awaits. The token is cancelled when the membership ends.</summary>
    public Func<ViewChange, CancellationToken, ValueTask>? OnViewAsync { get; init; }

    /// <summary>Called for every message. What it keeps of the payload, it copies.</summary>
    public Action<Message>? OnMessage { get; init; }

    /// <summary>As <see cref="OnMessage"/>, for a handler that awaits. The token is cancelled when the membership ends.</summary>
    public Func<Message, CancellationToken, ValueTask>? OnMessageAsync { get; init; }

    /// <summary>
    /// Executes a call of a client (<see cref="CohortClient.CallAsync"/>), and answers it: at every member, in the same place
    /// among the messages, so that it must be deterministic, and what it does to the state the same everywhere. Each call is
    /// executed once, however often the client had to ask. What it throws is the answer too, and stops nothing. The answer may
    /// have up to 256 KiB. The same at all members: set or not. A group that takes calls has state in any case: the sessions of
    /// its clients, which go with <see cref="State"/> to a member that joins.
    /// </summary>
    public Func<Call, ReadOnlyMemory<byte>>? OnCall { get; init; }

    /// <summary>
    /// How many bytes of the last messages this member keeps, whether anybody is subscribed or not, for clients that subscribe
    /// (<see cref="CohortClient.SubscribeAsync"/>) and come back after their member is gone: where it reaches back to where they
    /// are, they have no gap. While somebody is subscribed here it keeps 1 MiB at least. From 0 to 1 GiB; default 0: none.
    /// </summary>
    public int DiffusionHistory { get; init; }

    /// <summary>
    /// Messages are read from <see cref="Group.ReadMessagesAsync"/> instead of being handled: from the join on they wait
    /// there, unhandled, so that senders are pushed back until somebody reads them. State is saved and loaded when all
    /// that was delivered has been read, so a reader that stops reading holds up joiners too.
    /// </summary>
    public bool ReadMessages { get; init; }

    /// <summary>Called when the status or its reason changes, while joining too: the reason says what the member waits for,
    /// and, where it is at work, for whom its sends wait.</summary>
    public Action<StatusChange>? OnStatus { get; init; }

    /// <summary>How to save and load the application's state. Without it a joiner begins with what is delivered after
    /// its first view.</summary>
    public StateTransfer? State { get; init; }

    /// <summary>
    /// Whether the group's own members decide its views, by a quorum of their own, and the seeds form it: such a group stops
    /// without a majority of its members, and begins only when every seed has joined it. Default: the cluster's root group
    /// decides (Lamport, Malkhi, Zhou, Vertical Paxos, PODC 2009): the group begins with whoever joins first, and goes on
    /// down to its last member as long as the cluster's seeds keep a quorum. The same at all members.
    /// </summary>
    public bool SelfGoverned { get; init; }

    /// <summary>
    /// What the members' applications call what they have in common, for example <c>prices 2</c>: one that joins with another
    /// contract, or with state where the others have none, is refused (<see cref="JoinRefusedException"/>), and told both. At
    /// most 100 characters; default empty.
    /// </summary>
    public string Contract { get; init; } = "";

    /// <summary>
    /// What outlives all members. A group that keeps a log is not <see cref="SelfGoverned"/>, has <see cref="State"/> or
    /// <see cref="OnCall"/>, and needs a <see cref="NodeOptions.DataFolder"/> at every member and every seed. When all its members have
    /// died, or left, it goes on as soon as one of those is back that were its last: its handlers then first hear again what the log has, the
    /// messages (<see cref="Message.IsReplayed"/>) and the views (<see cref="ViewChange.IsReplayed"/>). So do those of a node that comes back
    /// to members who have gone on: what it has is in its log, and what it missed it is sent. The same at all members.
    /// Default: <see cref="Durability.None"/>.
    /// </summary>
    public Durability Durability { get; init; }

    /// <summary>
    /// Whether the group may be created anew, with no state, where all members that held it have died (see
    /// <see cref="GroupLostException"/>). It waits four times <see cref="NodeOptions.SuspicionTime"/>, so that a member that is
    /// only cut off has stopped by then; one that comes back earlier still has its group. Default: no, joining fails. A group
    /// without <see cref="State"/> has none to lose, and begins anew in any case.
    /// </summary>
    public bool RecreateLost { get; init; }

    /// <summary>
    /// The most members; whoever comes when there are so many is refused at once (<see cref="JoinRefusedException.IsFull"/>). From 1
    /// to <see cref="NodeOptions.MaxMembers"/>, the same at all members; default: that bound, and who is refused for it waits a
    /// while for somebody to go.
    /// </summary>
    public int? MaxMembers { get; init; }

    /// <summary>Whether the directory forgets the group when its state is lost: nobody misses it.</summary>
    internal bool ForgottenWhenLost { get; init; }

    /// <summary>Whether it is one of the cluster's own groups, whose names no application may take.</summary>
    internal bool IsClustersOwn { get; init; }

    /// <summary>Hears of the membership before anything of it is delivered.</summary>
    internal Action<Group>? OnJoining { get; init; }

    /// <summary>Whether a member that was expelled joins again by itself, as a new member that loads the state anew.</summary>
    public bool Rejoin { get; init; } = true;

    /// <summary>
    /// How long a member may stand still while what this one sends waits for it, before the others are asked to go on
    /// without it: it has neither received nor handled anything of what waits in that time. One that is slow but moves is
    /// not meant; and nobody is, while those that have stood still for half of it are so many that the rest could not go on. From <see cref="NodeOptions.SuspicionTime"/> to a day;
    /// default <see cref="Timeout.InfiniteTimeSpan"/>: never, the group goes at the pace of its slowest member. Who is
    /// left out is <see cref="GroupStatus.Expelled"/>, and comes back where it wants to (<see cref="Rejoin"/>).
    /// </summary>
    public TimeSpan MaxLag { get; init; } = Timeout.InfiniteTimeSpan;
}
