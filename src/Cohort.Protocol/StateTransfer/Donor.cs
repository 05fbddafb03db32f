using Cohort.Protocol.Durability;
using Cohort.Protocol.Links;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.StateTransfer;

/// <summary>
/// Gives the state to joiners: asks the application for it between two deliveries, labels it with what it contains, and sends
/// it in chunks, never more ahead than a window and never faster than the link. The group goes on meanwhile. Who has an earlier part of
/// the group in its log is given what it lacks in the place of the state, where the log here has that and it is not the larger of the two.
/// </summary>
internal sealed class Donor(GroupContext context, GroupId group)
{
    private sealed class Transfer(ProcessId to, ulong request, long ticket)
    {
        public ProcessId To { get; } = to;
        public ulong Request { get; } = request;
        public long Ticket { get; } = ticket;

        /// <summary>What the state contains; null where it is a difference, or the log is being read for one.</summary>
        public StateLabel? Label { get; set; }

        /// <summary>The state, or a difference.</summary>
        public ReadOnlyMemory<byte>? State { get; set; }
        public long Sent { get; set; } = -1;
        public long Received { get; set; }

        /// <summary>Whether it goes on the lane for what is large; null while that is open.</summary>
        public bool? OnBulk { get; set; }
    }

    private const int Window = 1 << 20;
    private const int MostTransfers = 8;
    private const int MostReason = 200;

    private readonly List<Transfer> _transfers = [];
    private long _tickets;
    private long? _stateSize;

    /// <summary>Whether nobody is being given the state.</summary>
    public bool IsIdle => _transfers.Count == 0;

    /// <summary>A joiner asks for the state, or goes on where a link broke. The label is what has been delivered so far; where its log ends,
    /// and from which view on it has all that comes, is null where it has to have the state.</summary>
    public void Requested(
        ProcessId joiner,
        ulong request,
        ulong have,
        StateLabel label,
        (CopyEnd End, ViewNumber Until)? log
    )
    {
        Transfer? known = _transfers.Find(transfer => transfer.To == joiner && transfer.Request == request);
        if (known is not null)
        {
            if (known.State is { } state && have <= (ulong)state.Length)
                (known.Sent, known.Received) = ((long)have, (long)have);
            return;
        }
        _transfers.RemoveAll(transfer => transfer.To == joiner);
        if (_transfers.Count >= MostTransfers)
        {
            Refuse(joiner, request, "is busy with other joiners");
            return;
        }
        var transfer = new Transfer(joiner, request, ++_tickets);
        _transfers.Add(transfer);
        if (log is var (end, until) && context.Retained?.PlaceOf(end) is { } start)
            ReadLog(transfer, new LogRange(context.Group.Name, end, group, until, MostOfDifference, start));
        else
            TakeState(transfer, label);
    }

    // As much as the state has, as far as that is known; where it is not, as a group writes before it puts that into its log.
    private long MostOfDifference =>
        Math.Max(
            context.Limits.ChunkSize,
            Math.Max(context.Retained!.Size, _stateSize ?? (context.Retained.Size > 0 ? 0 : context.Node.LogBytes))
        );

    private void ReadLog(Transfer transfer, LogRange range) =>
        context.Emit(
            new Output
            {
                Kind = OutputKind.ReadLog,
                Group = context.Handle,
                Ticket = transfer.Ticket,
                Detail = range,
            }
        );

    private void TakeState(Transfer transfer, StateLabel label)
    {
        transfer.Label = label;
        if (context.Group.HasState)
            context.Emit(
                new Output
                {
                    Kind = OutputKind.TakeState,
                    Group = context.Handle,
                    Ticket = transfer.Ticket,
                }
            );
        else
            transfer.State = ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>The log was read: what a joiner lacks takes the place of the state.</summary>
    public void LogRead(long ticket, ReadOnlyMemory<byte> difference)
    {
        if (Reading(ticket) is { } transfer)
            transfer.State = difference;
    }

    /// <summary>The log does not have what a joiner lacks: it is given the state. The label is what has been delivered so far.</summary>
    public void LogNotRead(long ticket, StateLabel label)
    {
        if (Reading(ticket) is { } transfer)
            TakeState(transfer, label);
    }

    private Transfer? Reading(long ticket) =>
        _transfers.Find(transfer => transfer.Ticket == ticket && transfer.Label is null && transfer.State is null);

    /// <summary>The application has saved the state.</summary>
    public void Taken(long ticket, ReadOnlyMemory<byte> state)
    {
        _stateSize = state.Length;
        if (_transfers.Find(transfer => transfer.Ticket == ticket && transfer.Label is not null) is not { } transfer)
            return;
        transfer.State = state;
        if (state.Length > context.Limits.StateSize)
            Fail(transfer, $"it has {state.Length} bytes, more than the limit of {context.Limits.StateSize}");
    }

    /// <summary>The application could not save the state. This member goes on: saving has changed nothing.</summary>
    public void NotTaken(long ticket, string reason)
    {
        if (_transfers.Find(transfer => transfer.Ticket == ticket && transfer.Label is not null) is { } transfer)
            Fail(transfer, reason);
    }

    private void Fail(Transfer transfer, string reason)
    {
        _transfers.Remove(transfer);
        Refuse(transfer.To, transfer.Request, $"cannot give its state: {reason}");
        string text =
            $"{transfer.To.Address} cannot join group '{context.Group.Name}' with the state of this member: {reason}";
        context.Emit(new Output { Kind = OutputKind.Warning, Detail = text });
    }

    private void Refuse(ProcessId joiner, ulong request, string reason)
    {
        FrameWriter? refusal = context.Begin(joiner, FrameType.StateRefused, group);
        refusal?.Number(request);
        refusal?.Text(reason.Length > MostReason ? reason[..MostReason] : reason);
        refusal?.End();
    }

    /// <summary>The lane for what is large to a joiner is gone: the transfer goes on from where it is known to be.</summary>
    public void BulkDown(ProcessId joiner)
    {
        if (_transfers.Find(transfer => transfer.To == joiner) is { OnBulk: true } known)
            (known.Sent, known.OnBulk) = (known.Received, null);
    }

    /// <summary>The joiner has so much of it.</summary>
    public void Received(ProcessId joiner, ulong request, ulong have)
    {
        if (
            _transfers.Find(transfer => transfer.To == joiner && transfer.Request == request)
            is not { State: { } state } known
        )
            return;
        known.Received = (long)Math.Min(have, (ulong)state.Length);
        if (known.Received == state.Length)
            _transfers.Remove(known);
    }

    /// <summary>Keeps only transfers to members that still wait for the state.</summary>
    public void Keep(View view) =>
        _transfers.RemoveAll(transfer =>
            !view.Members.Any(member => member.Process == transfer.To && !member.HoldsState)
        );

    /// <summary>Sends as many chunks as windows and links have room for.</summary>
    public void Send()
    {
        foreach (Transfer transfer in _transfers)
            Send(transfer);
    }

    private void Send(Transfer transfer)
    {
        if (transfer.State is not { } state)
            return;
        while (transfer.Sent < state.Length && transfer.Sent - transfer.Received < Window)
        {
            if (LinkFor(transfer, state.Length) is not { HasRoom: true } link)
                return;
            long offset = Math.Max(0, transfer.Sent);
            int size = (int)Math.Min(context.Limits.ChunkSize, state.Length - offset);
            FrameWriter writer = Begin(link, transfer);
            writer.Number((ulong)state.Length);
            writer.Number((ulong)offset);
            writer.Raw(state.Span.Slice((int)offset, size));
            writer.End();
            transfer.Sent = offset + size;
        }
    }

    private FrameWriter Begin(Link link, Transfer transfer)
    {
        if (transfer.Label is not { } label)
        {
            FrameWriter difference = context.Begin(link, FrameType.DifferenceChunk, group);
            difference.Number(transfer.Request);
            return difference;
        }
        FrameWriter state = context.Begin(link, FrameType.StateChunk, group);
        state.Number(transfer.Request);
        state.Number(label.View.Value);
        state.Numbers(label.Delivered);
        state.Number(label.Position);
        return state;
    }

    /// <summary>A large state goes on the lane for what is large, all of it: chunks must come in order. Where there is no lane,
    /// and none is coming, it goes on the link.</summary>
    private Link? LinkFor(Transfer transfer, int size)
    {
        if (size <= context.Limits.ChunkSize || transfer.OnBulk == false)
            return context.Links.To(transfer.To);
        Link? bulk = context.Links.BulkTo(transfer.To);
        if (bulk is not null)
            transfer.OnBulk = true;
        else if (transfer.OnBulk is null && !context.Links.IsBulkComing(transfer.To))
            transfer.OnBulk = false;
        return transfer.OnBulk == false ? context.Links.To(transfer.To) : bulk;
    }
}
