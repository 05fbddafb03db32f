using Cohort.Protocol.Clients;
using Cohort.Protocol.Durability;

namespace Cohort.Protocol;

/// <summary>What a <see cref="NodeMachine"/> can ask for or tell.</summary>
public enum OutputKind : byte
{
    /// <summary>Connect to <see cref="Output.Address"/>; answer with <see cref="InputKind.Connected"/> or
    /// <see cref="InputKind.DialFailed"/>.</summary>
    Dial,

    /// <summary>Write <see cref="Output.Bytes"/> to a connection; they are valid until the next step, or longer where
    /// <see cref="Output.Stays"/> says so. Answer with <see cref="InputKind.Written"/> as they go into the socket.</summary>
    Write,

    /// <summary>Close a connection, after what was written to it before. There is no answer.</summary>
    Close,

    /// <summary>A view was installed: <see cref="Output.Change"/>.</summary>
    View,

    /// <summary>A message is delivered. Answer with <see cref="InputKind.Consumed"/> when the application is done.</summary>
    Deliver,

    /// <summary>Save the state as it is after all that was delivered before this output; answer with
    /// <see cref="InputKind.StateTaken"/>.</summary>
    TakeState,

    /// <summary>Replace the whole state by <see cref="Output.Bytes"/>; what follows in the outputs continues from it.
    /// Answer with <see cref="InputKind.StateLoaded"/>.</summary>
    LoadState,

    /// <summary>The status of a group changed: <see cref="Output.Status"/>, and <see cref="Output.Text"/> says why.</summary>
    Status,

    /// <summary>A message that was sent is now in the stream (or, from a handler, in the reserve before it).</summary>
    Accepted,

    /// <summary>A send or a flush failed: <see cref="Output.Failure"/>.</summary>
    Rejected,

    /// <summary>All that was sent before the flush is stable, or in the cut of an installed view.</summary>
    Flushed,

    /// <summary>A membership is over and its handle is free: <see cref="Output.Status"/>, <see cref="Output.Failure"/> and
    /// <see cref="Output.Text"/> say how. Nothing follows for this handle.</summary>
    Ended,

    /// <summary>Something that a person should know about another node or a stranger: <see cref="Output.Text"/>.</summary>
    Warning,

    /// <summary>How far the members of the current view are behind: <see cref="Output.Lags"/>.</summary>
    Lags,

    /// <summary>Nothing has happened in a group for a while: what is kept for it only to be fast may be let go of.</summary>
    Resting,

    /// <summary>Of a client: it is linked to a node, or to none any more: <see cref="Output.Link"/>.</summary>
    ClientLinked,

    /// <summary>What has changed in the directory, as this process knows it: <see cref="Output.Directory"/>. It knows nothing
    /// before the first of them.</summary>
    Directory,

    /// <summary>All that was decided in the directory before the request has been told.</summary>
    DirectoryRead,

    /// <summary>A client has called a group here. Send <see cref="Output.Bytes"/> into it, as a call (<see cref="Input.IsCall"/>),
    /// <see cref="Order.Total"/> and <see cref="Delivery.Stable"/>; when it is delivered here, answer with
    /// <see cref="InputKind.CallAnswered"/>, or where it could not be sent with <see cref="InputKind.CallNotTaken"/>.</summary>
    Call,

    /// <summary>A client's call has ended: <see cref="Output.Outcome"/> says how.</summary>
    CallEnded,

    /// <summary>A subscription comes to a view: <see cref="Output.Change"/>.</summary>
    FeedView,

    /// <summary>A subscription comes to a message, which belongs to the view before it. Answer with
    /// <see cref="InputKind.FeedHandled"/> when the application is done.</summary>
    FeedMessage,

    /// <summary>What follows does not go on from what came before: <see cref="Output.Text"/> says why.</summary>
    FeedGap,

    /// <summary>A subscription is over: <see cref="Output.Outcome"/> and <see cref="Output.Text"/> say why.</summary>
    FeedEnded,

    /// <summary>Append <see cref="Output.Bytes"/> to the log, as record <see cref="Output.Ticket"/>; they are valid until the next
    /// step. It need not be on the disk before <see cref="SyncLog"/> asks for that. Answer with <see cref="InputKind.Synced"/> when it is, it and all
    /// before it, or with <see cref="InputKind.DiskFailed"/>.</summary>
    Append,

    /// <summary>Bring what was appended to the disk now. What is not asked for may come there as well, and at any time: it goes with the sync that is
    /// asked for next.</summary>
    SyncLog,

    /// <summary>The log is needed no more before a record: before the one that was appended as <see cref="Output.Ticket"/>; or where that
    /// is 0, before the one which the log itself calls <see cref="Output.Position"/>, and which was there when the machine was made. What is
    /// needed instead is on the disk.</summary>
    DropLog,

    /// <summary>A backup begins, perhaps once more, of another member: what came of it before counts no more. <see cref="Output.Backup"/> is
    /// what it is of, <see cref="Output.Position"/> how many bytes follow.</summary>
    BackupBegins,

    /// <summary>The next piece of a backup. Answer with <see cref="InputKind.BackupHandled"/> when the application is done.</summary>
    BackupPart,

    /// <summary>A backup is there whole, or will not come: <see cref="Output.Outcome"/> and <see cref="Output.Text"/> say which.</summary>
    BackupEnded,

    /// <summary>Read from the log what somebody lacks who comes back to a group with an earlier part of it: <see cref="Output.Range"/>. All
    /// that was appended before counts. Answer with <see cref="InputKind.LogRead"/> or <see cref="InputKind.LogNotRead"/>.</summary>
    ReadLog,
}

/// <summary>Why a request failed.</summary>
public enum Failure : byte
{
    /// <summary>No failure.</summary>
    None,

    /// <summary>The message is larger than the limit. It was not sent.</summary>
    TooLarge,

    /// <summary>A handler sent more than the reserve holds. The message was not sent.</summary>
    BacklogFull,

    /// <summary>The membership ended first, and the message has certainly not been delivered anywhere.</summary>
    NotDelivered,

    /// <summary>The membership ended first, and others may or may not deliver the message.</summary>
    Unknown,

    /// <summary>There is no such group in this process.</summary>
    NoSuchGroup,

    /// <summary>The group has as many members as it may have.</summary>
    GroupFull,
}

/// <summary>One output of a <see cref="NodeMachine"/>.</summary>
public readonly struct Output
{
    /// <summary>What it is.</summary>
    public required OutputKind Kind { get; init; }

    /// <summary>The connection concerned.</summary>
    public int Connection { get; init; }

    /// <summary>Names a dial.</summary>
    public int Dial { get; init; }

    /// <summary>The group concerned: the handle given with the join.</summary>
    public int Group { get; init; }

    /// <summary>The ticket of the request concerned.</summary>
    public long Ticket { get; init; }

    /// <summary>Bytes to write, a message, or state.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Whether bytes to write stay as they are until they have been answered to be written, or the connection has
    /// been closed by either side and they are not needed any more: they need not be copied.</summary>
    public bool Stays { get; init; }

    /// <summary>The message's identity.</summary>
    public MessageId Message { get; init; }

    /// <summary>How many <see cref="Cohort.Order.Total"/> messages the group has delivered since it was formed: with a
    /// delivery, counting it; with a view, those before it; with <see cref="OutputKind.LoadState"/>, those that the state contains. Members with equal
    /// positions, between views, have delivered the same.</summary>
    public ulong Position { get; init; }

    /// <summary>The message's order.</summary>
    public Order Order { get; init; }

    /// <summary>The message's delivery.</summary>
    public Delivery Delivery { get; init; }

    /// <summary>Whether a message is a client's call, for <see cref="Clients.CallSessions"/>: what a <see cref="CallItem"/>
    /// is.</summary>
    public bool IsCall { get; init; }

    /// <summary>Whether a message was delivered before this process began, and comes from a log: what was done for it is not
    /// done again, but for the state. Of a state, whether it comes from the log of this node, and messages of that kind follow.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>How a call ended.</summary>
    public CallOutcome Outcome { get; init; }

    /// <summary>The new status.</summary>
    public GroupStatus Status { get; init; }

    /// <summary>Why a request failed.</summary>
    public Failure Failure { get; init; }

    /// <summary>What it refers to: see <see cref="Sender"/>, <see cref="Change"/>, <see cref="Text"/>, <see cref="Address"/>,
    /// <see cref="Lags"/>, <see cref="Link"/>, <see cref="Directory"/>.</summary>
    public object? Detail { get; init; }

    /// <summary>The sender of a message.</summary>
    public Member Sender => (Member)Detail!;

    /// <summary>The view change.</summary>
    public ViewChange Change => (ViewChange)Detail!;

    /// <summary>What became of a client's link.</summary>
    public ClientLink Link => (ClientLink)Detail!;

    /// <summary>What a person should know.</summary>
    public string Text => (string)Detail!;

    /// <summary>How far each member of the current view is behind, in rank order; empty where this process is in none.</summary>
    public IReadOnlyList<MemberLag> Lags => (IReadOnlyList<MemberLag>)Detail!;

    /// <summary>What has changed in the directory.</summary>
    public DirectoryChange Directory => (DirectoryChange)Detail!;

    /// <summary>What is to be read from the log.</summary>
    internal LogRange Range => (LogRange)Detail!;

    /// <summary>What a backup is of.</summary>
    internal BackupHead Backup => (BackupHead)Detail!;

    /// <summary>The address to dial.</summary>
    public string Address => (string)Detail!;
}

/// <summary>Where a step leaves its outputs, in order. The driver carries them out in this order, then clears it.</summary>
public sealed class OutputBuffer
{
    private Output[] _outputs = new Output[64];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The outputs in order. Valid until something is added or cleared.</summary>
    public ReadOnlySpan<Output> Outputs => _outputs.AsSpan(0, Count);

    /// <summary>Adds one at the end.</summary>
    public void Add(in Output output)
    {
        if (Count == _outputs.Length)
            Array.Resize(ref _outputs, Count * 2);
        _outputs[Count++] = output;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_outputs, 0, Count);
        Count = 0;
    }

    /// <summary>Adds all to another buffer, and forgets them.</summary>
    internal void MoveTo(OutputBuffer other)
    {
        if (other.Count == 0)
        {
            (_outputs, other._outputs) = (other._outputs, _outputs);
            (Count, other.Count) = (0, Count);
            return;
        }
        foreach (ref readonly Output output in Outputs)
            other.Add(output);
        Clear();
    }
}
