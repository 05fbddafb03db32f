using Cohort.Protocol.Links;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Multicast;

/// <summary>
/// Sends the own stream and row of one view to the other members. Each link takes stream items as it has room; a row is
/// written over and never queued, once per step. After a break the receiver's row says where to go on.
/// </summary>
internal sealed class Transmission(GroupContext context, ViewStreams view)
{
    private readonly ulong[] _next = [.. Enumerable.Repeat(1UL, view.Counts.Length)];
    private readonly bool[] _rowDue = [.. Enumerable.Repeat(true, view.Counts.Length)];
    private readonly bool[] _resume = new bool[view.Counts.Length];
    private readonly bool[] _onBulk = new bool[view.Counts.Length];
    private readonly bool[] _gapTold = new bool[view.Counts.Length];
    private readonly ulong[] _floor = new ulong[view.Streams.Length];
    private readonly ulong[] _rowSent = new ulong[view.Streams.Length];
    private readonly ulong[] _consumedSent = new ulong[view.Streams.Length];
    private readonly ulong[] _heard = new ulong[view.Streams.Length];
    private readonly ulong[] _onDiskSent = new ulong[view.Streams.Length];
    private readonly ulong[] _onDiskHeard = new ulong[view.Streams.Length];
    private readonly ulong[] _deliveredSent = new ulong[view.Streams.Length];
    private readonly bool[] _stableDue = [.. view.Counts.Select(counts => !counts)];
    private readonly ulong[] _stableSent = new ulong[view.Streams.Length];
    private readonly ItemRuns _runs = new(view.Own, context.Limits.FragmentSize);
    private long _carriedSent = -1;
    private Instant? _tellBy;
    private Instant _repeatAt = context.Now + context.Node.SuspicionTime / 4;

    /// <summary>When the row is said again to those that have not been heard in this view, or has to tell what was consumed.</summary>
    public Instant NextLook
    {
        get
        {
            Instant next = AllHeard ? context.Now + context.Node.SuspicionTime : _repeatAt;
            return _tellBy is { } tellBy && tellBy < next ? tellBy : next;
        }
    }

    /// <summary>Whether everybody is in the view, and has been sent all that there is.</summary>
    public bool IsQuiet
    {
        get
        {
            for (int member = 0; member < _next.Length; member++)
                if (member != view.Self && (!view.Rows.Heard[member] || _next[member] <= view.Own.Received))
                    return false;
            return _tellBy is null;
        }
    }

    private bool AllHeard
    {
        get
        {
            for (int member = 0; member < view.Counts.Length; member++)
                if (!view.Rows.Heard[member] && SpeaksTo(member))
                    return false;
            return true;
        }
    }

    private bool SpeaksTo(int member) => context.Speak(view.View.Members[view.Self], view.View.Members[member]);

    /// <summary>Whether a member waits for what this one has received: of who follows nobody does, and to it the orderer says
    /// what is stable.</summary>
    private bool Awaits(int member) => (view.SelfCounts && view.Counts[member]) || !context.HasFollowers;

    /// <summary>A link to a member is new: it gets the row, and is asked to go on from it.</summary>
    public void Resume(int member)
    {
        (_rowDue[member], _resume[member]) = (true, true);
        _stableDue[member] = !view.Counts[member];
    }

    /// <summary>A member is trusted again. What it said meanwhile was ignored, and perhaps that it has to be sent more of: it gets
    /// all that it is not known to have.</summary>
    public void Trust(int member)
    {
        Resume(member);
        if (view.SelfCounts)
            _next[member] = Math.Min(_next[member], view.Rows.Of(member)[view.Self] + 1);
    }

    /// <summary>The lane for what is large to a member is gone: what it may not have received goes on its link.</summary>
    public void BulkDown(int member)
    {
        if (!_onBulk[member])
            return;
        _onBulk[member] = false;
        _next[member] = Math.Min(_next[member], view.Rows.Of(member)[view.Self] + 1);
    }

    /// <summary>A row frame of a member; false where it makes no sense.</summary>
    public bool Row(int member, ref FrameReader reader)
    {
        bool resume = reader.Flag();
        ulong[] received = _heard;
        reader.Numbers(received);
        ulong consumed = reader.Number();
        ulong carried = reader.Number();
        if (view.OnDisk is not null)
            reader.Numbers(_onDiskHeard);
        ulong ofOwn = view.Self < received.Length ? received[view.Self] : 0;
        if (!reader.Complete || ofOwn > view.Own.Received)
            return false;
        // Until now it may not have been in this view, and then it has missed this process's row.
        if (!view.Rows.Heard[member])
            (_rowDue[member], _stableDue[member]) = (true, !view.Counts[member]);
        view.Rows.Heard[member] = true;
        if (resume)
        {
            _next[member] = ofOwn + 1;
            (_rowDue[member], _stableDue[member]) = (true, !view.Counts[member]);
            _gapTold[member] = false;
        }
        // Whoever does not count has not promised to stand still: the coordinator waits for its row to catch up.
        if (!view.Frozen || !view.Counts[member])
        {
            view.Rows.Update(member, received, consumed, (long)Math.Min(carried, long.MaxValue));
            for (int sender = 0; view.OnDisk is { } onDisk && sender < _onDiskHeard.Length; sender++)
                onDisk.Grow(member, sender, Math.Min(_onDiskHeard[sender], received[sender]));
        }
        return true;
    }

    /// <summary>At a member that follows: what is stable, as one that counts knows; false where it makes no sense.</summary>
    public bool Stable(int member, ref FrameReader reader)
    {
        ulong[] stable = _heard;
        reader.Numbers(stable);
        if (!reader.Complete || !view.Counts[member] || view.SelfCounts)
            return false;
        view.Rows.Learn(stable);
        return true;
    }

    /// <summary>Stream items of a member; false where they make no sense.</summary>
    public bool Items(int member, ref FrameReader reader)
    {
        if (!view.Counts[member])
            return false;
        ulong number = reader.Number();
        SenderStream stream = view.Streams[member];
        for (; !reader.AtEnd; number++)
        {
            ReadOnlySpan<byte> encoded = reader.Bytes();
            // What comes again after a break is known; what comes too early was preceded by something not heard, and
            // will be sent again from the row.
            bool next = number == stream.Received + 1;
            next |= Mutants.Has(Mutant.GapOverlooked) && number > stream.Received;
            next |= Mutants.Has(Mutant.DuplicateTakenIn) && number == stream.Received;
            if (reader.Failed || !next)
                continue;
            if (!view.Receive(member, reader.Last(encoded)))
                return false;
        }
        return reader.Complete;
    }

    /// <summary>How much of each stream nobody will ask this process for: joiners may still need what is stable among those
    /// that count, to be promoted too, and its sender may die. The limit bounds how much is kept for them.</summary>
    public ReadOnlySpan<ulong> JoinersFloor()
    {
        Array.Fill(_floor, ulong.MaxValue);
        if (context.HasFollowers && !view.SelfCounts)
            return _floor;
        long kept = 0;
        foreach (SenderStream stream in view.Streams)
            kept += stream.KeptBytes;
        if (kept > context.Limits.JoinerBuffer)
            return _floor;
        for (int member = 0; member < view.Counts.Length; member++)
        {
            if (view.Counts[member] || member == view.Self || _gapTold[member])
                continue;
            ulong[] row = view.Rows.Of(member);
            for (int sender = 0; sender < row.Length; sender++)
                _floor[sender] = Math.Min(_floor[sender], row[sender]);
        }
        return _floor;
    }

    /// <summary>Writes as many items to each link as it has room for.</summary>
    public void SendItems()
    {
        if (view.Frozen || !view.SelfCounts)
            return;
        for (int member = 0; member < _next.Length; member++)
        {
            if (member == view.Self || !view.Rows.Heard[member] || _next[member] > view.Own.Received)
                continue;
            if (LinkFor(member) is { } link)
                SendItems(member, link);
        }
        _runs.Forget();
    }

    /// <summary>A stream that has carried something large goes on a lane of its own, so that other groups do not wait for it.
    /// It changes over when all that went on the link has come: what comes too early is dropped.</summary>
    private Link? LinkFor(int member)
    {
        ProcessId process = view.View.Members[member].Process;
        if (!view.SendsLarge)
            return context.Links.To(process);
        Link? bulk = context.Links.BulkTo(process);
        if (_onBulk[member])
            return bulk;
        if (bulk is null)
            return context.Links.To(process);
        if (view.Rows.Of(member)[view.Self] + 1 < _next[member])
            return null;
        _onBulk[member] = true;
        return bulk;
    }

    /// <summary>Writes the row to whoever has not had it as it is now.</summary>
    public void SendRow(Deliveries deliveries)
    {
        ReadOnlySpan<ulong> consumed = deliveries.Consumed;
        long carried = deliveries.Carried;
        if ((!MayLag && (HasGrown() || IsAwaitedOnDisk())) || MustTell(deliveries))
        {
            deliveries.Told();
            _tellBy = null;
            for (int member = 0; member < _rowDue.Length; member++)
                _rowDue[member] |= Awaits(member) || (MayLag && view.Counts[member]);
            for (int sender = 0; sender < _rowSent.Length; sender++)
                (_rowSent[sender], _deliveredSent[sender]) = (
                    view.Streams[sender].Received,
                    view.Streams[sender].Delivered
                );
            view.OnDisk?.Of(view.Self).CopyTo(_onDiskSent, 0);
            consumed.CopyTo(_consumedSent);
            _carriedSent = carried;
        }
        RepeatToUnheard();
        for (int member = 0; member < _rowDue.Length; member++)
        {
            if (!_rowDue[member] || member == view.Self || !SpeaksTo(member))
                continue;
            if (context.Begin(member, FrameType.Row, view.View) is not { } writer)
                continue;
            writer.Flag(_resume[member]);
            writer.Numbers(_rowSent);
            writer.Number(member < consumed.Length ? consumed[member] : 0);
            writer.Number((ulong)carried);
            if (view.OnDisk is not null)
                writer.Numbers(_onDiskSent);
            writer.End();
            (_rowDue[member], _resume[member]) = (false, false);
        }
    }

    /// <summary>Whether nobody waits for this member's row: it is told so that the others need not keep for long what it may
    /// have missed.</summary>
    private bool MayLag => context.HasFollowers && !view.SelfCounts;

    /// <summary>As the orderer, which all have to hear anyway: tells those that follow what is stable. They need no rows.</summary>
    public void SendStable()
    {
        if (!context.HasFollowers || view.Self != view.Orderer)
            return;
        if (!view.Rows.Stable.AsSpan().SequenceEqual(_stableSent))
        {
            view.Rows.Stable.CopyTo(_stableSent, 0);
            for (int member = 0; member < _stableDue.Length; member++)
                _stableDue[member] = !view.Counts[member];
        }
        if (Array.TrueForAll(_stableSent, stable => stable == 0))
            return;
        for (int member = 0; member < _stableDue.Length; member++)
        {
            if (!_stableDue[member] || !view.Rows.Heard[member])
                continue;
            if (context.Begin(member, FrameType.Stable, view.View) is not { } writer)
                continue;
            writer.Numbers(_stableSent);
            writer.End();
            _stableDue[member] = false;
        }
    }

    /// <summary>What the application has consumed, and what has no place in the order yet, is told with what others wait for. By
    /// itself it is told when it opens a good part of a window, and otherwise a little later.</summary>
    private bool MustTell(Deliveries deliveries)
    {
        if (deliveries.Carried == _carriedSent && deliveries.Consumed.SequenceEqual(_consumedSent) && !HasMore())
        {
            _tellBy = null;
            return false;
        }
        _tellBy ??= context.Now + context.Node.HeartbeatInterval / (MayLag ? 2 : 20);
        return _carriedSent < 0
            || context.Now >= _tellBy
            || deliveries.UntoldBytes >= context.Limits.Window / 4
            || deliveries.UntoldMessages >= context.Limits.WindowItems / 4;
    }

    private bool HasMore()
    {
        for (int sender = 0; sender < _rowSent.Length; sender++)
            if (view.Streams[sender].Received > _rowSent[sender] || OnDisk(sender) > _onDiskSent[sender])
                return true;
        return false;
    }

    private ulong OnDisk(int sender) => view.OnDisk?.Of(view.Self)[sender] ?? 0;

    /// <summary>Whether more has come to the disk, and there was a message that waits for the disks of all when the row was sent last: for
    /// its own place there, or for that of what places it, and of what it needs.</summary>
    private bool IsAwaitedOnDisk()
    {
        bool awaited = false;
        bool more = false;
        for (int sender = 0; view.OnDisk is not null && sender < _onDiskSent.Length; sender++)
        {
            awaited |= view.Streams[sender].LastDurable > _deliveredSent[sender];
            more |= OnDisk(sender) > _onDiskSent[sender];
        }
        return awaited && more;
    }

    private bool HasGrown()
    {
        for (int sender = 0; sender < _rowSent.Length; sender++)
            if (view.Streams[sender].Telling > _rowSent[sender])
                return true;
        return false;
    }

    /// <summary>Who is not heard in this view may have gone on, and what it said of that may have come before this process
    /// was in the view: whatever it hears of this view makes it say so again.</summary>
    private void RepeatToUnheard()
    {
        if (context.Now < _repeatAt || AllHeard)
            return;
        _repeatAt = context.Now + context.Node.SuspicionTime / 4;
        for (int member = 0; member < _rowDue.Length; member++)
            _rowDue[member] |= !view.Rows.Heard[member];
    }

    private void SendItems(int member, Link link)
    {
        // Its row may have come after it asked to go on from an earlier one.
        _next[member] = Math.Max(_next[member], view.Rows.Of(member)[view.Self] + 1);
        if (_next[member] <= view.Own.Freed)
        {
            // Only a joiner can be so far behind: what all that count have is not kept for long.
            Invariant.Check(!view.Counts[member]);
            if (!_gapTold[member])
                context.Begin(member, FrameType.StreamGap, view.View)!.End();
            _gapTold[member] = true;
            return;
        }
        while (_next[member] <= view.Own.Received && link.HasRoom)
        {
            FrameWriter writer = context.Begin(link, FrameType.StreamItems, view.View);
            writer.Number(_next[member]);
            do
            {
                ItemRuns.Run run = _runs.From(_next[member]);
                writer.Piece(run.Bytes, run.Checksum);
                _next[member] = run.Last + 1;
            } while (_next[member] <= view.Own.Received && writer.FrameLength < context.Limits.FragmentSize);
            writer.End();
        }
    }
}
