using Cohort.Protocol.Links;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.StateTransfer;

/// <summary>
/// Gives the state to joiners: asks the application for it between two deliveries, labels it with what it contains, and sends
/// it in chunks, never more ahead than a window and never faster than the link. The group goes on meanwhile.
/// </summary>
internal sealed class Donor(GroupContext context, GroupId group)
{
    private sealed class Transfer(ProcessId to, ulong request, long ticket, StateLabel label)
    {
        public ProcessId To { get; } = to;
        public ulong Request { get; } = request;
        public long Ticket { get; } = ticket;
        public StateLabel Label { get; } = label;
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

    /// <summary>Whether nobody is being given the state.</summary>
    public bool IsIdle => _transfers.Count == 0;

    /// <summary>A joiner asks for the state, or goes on where a link broke. The label is what has been delivered so far.</summary>
    public void Requested(ProcessId joiner, ulong request, ulong have, StateLabel label)
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
        var transfer = new Transfer(joiner, request, ++_tickets, label);
        _transfers.Add(transfer);
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

    /// <summary>The application has saved the state.</summary>
    public void Taken(long ticket, ReadOnlyMemory<byte> state)
    {
        if (_transfers.Find(transfer => transfer.Ticket == ticket) is not { } transfer)
            return;
        transfer.State = state;
        if (state.Length > context.Limits.StateSize)
            Fail(transfer, $"it has {state.Length} bytes, more than the limit of {context.Limits.StateSize}");
    }

    /// <summary>The application could not save the state. This member goes on: saving has changed nothing.</summary>
    public void NotTaken(long ticket, string reason)
    {
        if (_transfers.Find(transfer => transfer.Ticket == ticket) is { } transfer)
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
            FrameWriter writer = context.Begin(link, FrameType.StateChunk, group);
            writer.Number(transfer.Request);
            writer.Number(transfer.Label.View.Value);
            writer.Numbers(transfer.Label.Delivered);
            writer.Number(transfer.Label.Position);
            writer.Number((ulong)state.Length);
            writer.Number((ulong)offset);
            writer.Raw(state.Span.Slice((int)offset, size));
            writer.End();
            transfer.Sent = offset + size;
        }
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
