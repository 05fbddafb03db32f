namespace Cohort.Protocol;

/// <summary>What can happen to a <see cref="NodeMachine"/>.</summary>
public enum InputKind : byte
{
    /// <summary>A dial succeeded: <see cref="Input.Dial"/> is now <see cref="Input.Connection"/>.</summary>
    Connected,

    /// <summary>A dial failed; <see cref="Input.Refused"/> tells a refusal (nobody listens there) from silence.</summary>
    DialFailed,

    /// <summary>Somebody connected to this node.</summary>
    Accepted,

    /// <summary>Bytes came on a connection.</summary>
    Received,

    /// <summary><see cref="Input.Amount"/> more bytes of a connection went into the socket.</summary>
    Written,

    /// <summary>A connection is gone.</summary>
    Closed,

    /// <summary>The application joins a group: <see cref="Input.Settings"/>; <see cref="Input.Group"/> is the handle
    /// that it will use from now on.</summary>
    Join,

    /// <summary>The application leaves a group.</summary>
    Leave,

    /// <summary>The application sends to a group.</summary>
    Send,

    /// <summary>The application wants to know when all that it sent is stable; <see cref="Input.Amount"/> is how many
    /// expulsions it has heard of, so that it is not told of what it sent as a member that it believes to be still.</summary>
    Flush,

    /// <summary>The application has finished <see cref="Input.Amount"/> more of the messages delivered to it.</summary>
    Consumed,

    /// <summary>The answer to <see cref="OutputKind.TakeState"/>: <see cref="Input.Bytes"/> is the state.</summary>
    StateTaken,

    /// <summary>The answer to <see cref="OutputKind.LoadState"/>: the application has loaded it.</summary>
    StateLoaded,

    /// <summary>The application failed (a handler threw, state did not load): the member stops, with
    /// <see cref="Input.Text"/> as the reason.</summary>
    ApplicationFailed,

    /// <summary>The other answer to <see cref="OutputKind.TakeState"/>: the application could not save it, for the reason
    /// <see cref="Input.Text"/>. The member goes on, since saving changes nothing; the joiner asks another one.</summary>
    StateNotTaken,

    /// <summary>The application wants to know how far the members are behind; answered by <see cref="OutputKind.Lags"/>.</summary>
    ReadLags,

    /// <summary>The application wants to know when it has been told all of the directory that was decided before; answered by
    /// <see cref="OutputKind.DirectoryRead"/>, where the node takes part in the root group.</summary>
    ReadDirectory,

    /// <summary>The application of a client wants to be told of the directory; that of a node is in any case.</summary>
    FollowDirectory,

    /// <summary>A member's application has the answer to a client's call, <see cref="Input.Ticket"/>: <see cref="Input.Bytes"/>
    /// is it, as <see cref="Clients.CallSessions"/> gave it.</summary>
    CallAnswered,

    /// <summary>A member's application could not send a client's call into the group, or does not know whether it did, for the
    /// reason <see cref="Input.Text"/>: the client tries another member.</summary>
    CallNotTaken,

    /// <summary>A client's application calls a group: <see cref="Input.Text"/> is its name, <see cref="Input.Ticket"/> what the
    /// call is known by. Answered by <see cref="OutputKind.CallEnded"/>.</summary>
    Call,

    /// <summary>A client's application waits no longer for a call.</summary>
    CancelCall,

    /// <summary>A client's application subscribes to a group: <see cref="Input.Text"/> is its name, <see cref="Input.Ticket"/> what
    /// the subscription is known by.</summary>
    Subscribe,

    /// <summary>A client's application subscribes no longer.</summary>
    Unsubscribe,

    /// <summary>A client's application has handled <see cref="Input.Amount"/> more bytes of a subscription's messages.</summary>
    FeedHandled,

    /// <summary>Have the cluster keep something running: <see cref="Input.Placement"/>; with no replicas, nothing of that name any
    /// more. What comes of it is told with the directory.</summary>
    Ensure,

    /// <summary>All records of the log up to <see cref="Input.Amount"/> are on the disk.</summary>
    Synced,

    /// <summary>The disk has failed, for the reason <see cref="Input.Text"/>: nothing is written to it any more, and what it has of
    /// what was not synced nobody knows. The members of groups that keep a log stop.</summary>
    DiskFailed,

    /// <summary>Somebody decides from which log a lost group goes on: <see cref="Input.Choice"/>. What became of it is told with the
    /// directory.</summary>
    ChooseLog,

    /// <summary>A client's application takes a backup of a group: <see cref="Input.Text"/> is its name, <see cref="Input.Ticket"/> what the
    /// backup is known by.</summary>
    TakeBackup,

    /// <summary>A client's application has handled <see cref="Input.Amount"/> more bytes of a backup.</summary>
    BackupHandled,

    /// <summary>A client's application wants a backup no longer.</summary>
    DropBackup,

    /// <summary>The answer to <see cref="OutputKind.ReadLog"/>: <see cref="Input.Bytes"/> is what was asked for.</summary>
    LogRead,

    /// <summary>The other answer to <see cref="OutputKind.ReadLog"/>: the log does not have it, or cannot be read, for the reason
    /// <see cref="Input.Text"/>. Then the state is given in its place.</summary>
    LogNotRead,
}

/// <summary>One input to a <see cref="NodeMachine"/>. Made by the factories below.</summary>
public readonly struct Input
{
    private readonly object? _detail;

    private Input(
        InputKind kind,
        int target,
        ulong amount = 0,
        ReadOnlyMemory<byte> bytes = default,
        object? detail = null
    )
    {
        Kind = kind;
        Target = target;
        Amount = amount;
        Bytes = bytes;
        _detail = detail;
    }

    private int Target { get; }

    /// <summary>The ticket of a message that its sender has been told is accepted: whatever becomes of it, nobody waits for
    /// its own answer. How many such messages have entered the stream, or never will, is told in one answer for all, in
    /// <see cref="Output.Position"/>.</summary>
    public const long NoTicket = 0;

    /// <summary>What happened.</summary>
    public InputKind Kind { get; }

    /// <summary>The connection concerned.</summary>
    public int Connection => Target;

    /// <summary>The group concerned: the handle given with <see cref="Join"/>.</summary>
    public int Group => Target;

    /// <summary>The dial concerned: the number given with <see cref="OutputKind.Dial"/>.</summary>
    public int Dial { get; private init; }

    /// <summary>A count, as the kind says.</summary>
    public ulong Amount { get; }

    /// <summary>Names a request, so that its answer can be told.</summary>
    public long Ticket { get; private init; }

    /// <summary>Bytes received, a message, or state. Received bytes are valid during the step only.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The order asked for.</summary>
    public Order Order { get; private init; }

    /// <summary>The delivery asked for.</summary>
    public Delivery Delivery { get; private init; }

    /// <summary>Whether a message was sent from inside a handler: it must not wait.</summary>
    public bool FromHandler { get; private init; }

    /// <summary>Whether a message is a client's call: it goes to every member's application as that.</summary>
    public bool IsCall { get; private init; }

    /// <summary>Whether a dial was refused.</summary>
    public bool Refused => Amount != 0;

    /// <summary>The settings of a join.</summary>
    public GroupSettings Settings => (GroupSettings)_detail!;

    /// <summary>What is to be kept running.</summary>
    public PlacementInfo Placement => (PlacementInfo)_detail!;

    /// <summary>What was decided of a lost group.</summary>
    public LogChoice Choice => (LogChoice)_detail!;

    /// <summary>A reason, or a name.</summary>
    public string Text => (string)_detail!;

    /// <inheritdoc cref="InputKind.Connected"/>
    public static Input Connected(int dial, int connection) => new(InputKind.Connected, connection) { Dial = dial };

    /// <inheritdoc cref="InputKind.DialFailed"/>
    public static Input DialFailed(int dial, bool refused) =>
        new(InputKind.DialFailed, 0, refused ? 1UL : 0) { Dial = dial };

    /// <inheritdoc cref="InputKind.Accepted"/>
    public static Input Accepted(int connection) => new(InputKind.Accepted, connection);

    /// <inheritdoc cref="InputKind.Received"/>
    public static Input Received(int connection, ReadOnlyMemory<byte> bytes) =>
        new(InputKind.Received, connection, bytes: bytes);

    /// <inheritdoc cref="InputKind.Written"/>
    public static Input Written(int connection, int bytes) => new(InputKind.Written, connection, (ulong)bytes);

    /// <inheritdoc cref="InputKind.Closed"/>
    public static Input Closed(int connection) => new(InputKind.Closed, connection);

    /// <inheritdoc cref="InputKind.Join"/>
    public static Input Join(int group, GroupSettings settings) => new(InputKind.Join, group, detail: settings);

    /// <inheritdoc cref="InputKind.Leave"/>
    public static Input Leave(int group) => new(InputKind.Leave, group);

    /// <inheritdoc cref="InputKind.Send"/>
    public static Input Send(
        int group,
        long ticket,
        ReadOnlyMemory<byte> message,
        Order order = Order.Total,
        Delivery delivery = Delivery.Stable,
        bool fromHandler = false,
        bool isCall = false
    ) =>
        new(InputKind.Send, group, bytes: message)
        {
            Ticket = ticket,
            Order = order,
            Delivery = delivery,
            FromHandler = fromHandler,
            IsCall = isCall,
        };

    /// <inheritdoc cref="InputKind.Flush"/>
    public static Input Flush(int group, long ticket, ulong expulsions) =>
        new(InputKind.Flush, group, expulsions) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.Consumed"/>
    public static Input Consumed(int group, int messages) => new(InputKind.Consumed, group, (ulong)messages);

    /// <inheritdoc cref="InputKind.StateTaken"/>
    public static Input StateTaken(int group, long ticket, ReadOnlyMemory<byte> state) =>
        new(InputKind.StateTaken, group, bytes: state) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.StateNotTaken"/>
    public static Input StateNotTaken(int group, long ticket, string reason) =>
        new(InputKind.StateNotTaken, group, detail: reason) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.StateLoaded"/>
    public static Input StateLoaded(int group, long ticket) => new(InputKind.StateLoaded, group) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.ReadLags"/>
    public static Input ReadLags(int group) => new(InputKind.ReadLags, group);

    /// <inheritdoc cref="InputKind.ReadDirectory"/>
    public static Input ReadDirectory(long ticket) => new(InputKind.ReadDirectory, 0) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.Ensure"/>
    public static Input Ensure(PlacementInfo asked) => new(InputKind.Ensure, 0, detail: asked);

    /// <inheritdoc cref="InputKind.FollowDirectory"/>
    public static Input FollowDirectory() => new(InputKind.FollowDirectory, 0);

    /// <inheritdoc cref="InputKind.CallAnswered"/>
    public static Input CallAnswered(long ticket, ReadOnlyMemory<byte> answer) =>
        new(InputKind.CallAnswered, 0, bytes: answer) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.CallNotTaken"/>
    public static Input CallNotTaken(long ticket, string reason) =>
        new(InputKind.CallNotTaken, 0, detail: reason) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.Call"/>
    public static Input Call(long ticket, string group, ReadOnlyMemory<byte> payload) =>
        new(InputKind.Call, 0, bytes: payload, detail: group) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.CancelCall"/>
    public static Input CancelCall(long ticket) => new(InputKind.CancelCall, 0) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.Subscribe"/>
    public static Input Subscribe(long ticket, string group) =>
        new(InputKind.Subscribe, 0, detail: group) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.Unsubscribe"/>
    public static Input Unsubscribe(long ticket) => new(InputKind.Unsubscribe, 0) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.FeedHandled"/>
    public static Input FeedHandled(long ticket, int bytes) =>
        new(InputKind.FeedHandled, 0, (ulong)bytes) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.Synced"/>
    public static Input Synced(ulong record) => new(InputKind.Synced, 0, record);

    /// <inheritdoc cref="InputKind.DiskFailed"/>
    public static Input DiskFailed(string reason) => new(InputKind.DiskFailed, 0, detail: reason);

    /// <inheritdoc cref="InputKind.ChooseLog"/>
    public static Input ChooseLog(LogChoice choice) => new(InputKind.ChooseLog, 0, detail: choice);

    /// <inheritdoc cref="InputKind.TakeBackup"/>
    public static Input TakeBackup(long ticket, string group) =>
        new(InputKind.TakeBackup, 0, detail: group) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.BackupHandled"/>
    public static Input BackupHandled(long ticket, int bytes) =>
        new(InputKind.BackupHandled, 0, (ulong)bytes) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.DropBackup"/>
    public static Input DropBackup(long ticket) => new(InputKind.DropBackup, 0) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.LogRead"/>
    public static Input LogRead(int group, long ticket, ReadOnlyMemory<byte> difference) =>
        new(InputKind.LogRead, group, bytes: difference) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.LogNotRead"/>
    public static Input LogNotRead(int group, long ticket, string reason) =>
        new(InputKind.LogNotRead, group, detail: reason) { Ticket = ticket };

    /// <inheritdoc cref="InputKind.ApplicationFailed"/>
    public static Input ApplicationFailed(int group, string reason) =>
        new(InputKind.ApplicationFailed, group, detail: reason);
}
