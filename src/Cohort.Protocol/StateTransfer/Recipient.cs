using System.Diagnostics;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.StateTransfer;

/// <summary>
/// Gets the state at a joiner: from the lowest-ranked holder that it reaches, from the next one where that falls silent, and
/// hands it to the application once everything that it contains has been delivered here too (so that nothing in it can turn
/// out to have been a dead member's alone). A state of an earlier view than its first is of no use: it has nothing of what
/// that view delivered later. Where this node's log has an earlier part of the group, it says so, and may be given what that lacks.
/// </summary>
internal sealed partial class Recipient(GroupContext context, View first, Deliveries deliveries)
{
    private const int MostSilences = 5;

    private ProcessId? _donor;
    private ulong _request;
    private StateLabel? _label;
    private byte[] _bytes = [];
    private int _have;
    private bool _complete;
    private bool _isDifference;
    private Instant _progressAt = context.Now;
    private Instant _reachedAt = context.Now;
    private int _turn;
    private int _silences;
    private StateLabel _mustCover = new(first.Number, [], 0);
    private long _ticket;
    private string? _refusal;
    private Instant _askAt;

    private bool _hasState;
    private ulong _kept;

    /// <summary>When this member began to wait for the state.</summary>
    public Instant Began { get; } = context.Now;

    /// <summary>Whether the application has the state, and the disk too where the group keeps a log.</summary>
    public bool Loaded =>
        _hasState
        && (context.Journal is not { } journal || journal.Synced >= _kept || Mutants.Has(Mutant.StateNotKept));

    /// <summary>The application has had the state before this member began to wait for one.</summary>
    public bool HasState
    {
        init => _hasState = value;
    }

    /// <summary>Whether no holder of the state was reached for so long that joining has failed.</summary>
    public bool Lost => !_hasState && context.Now - _reachedAt > 8 * context.Node.SuspicionTime;

    /// <summary>Whether nothing that it can get in this view is of use.</summary>
    public bool NeedsViewAfter(ViewNumber present) => _mustCover.View > present;

    /// <summary>When it wants to look again.</summary>
    public Instant NextLook =>
        _hasState || _complete ? context.Now + context.Node.SuspicionTime
        : _donor is null && context.Now < _askAt ? _askAt
        : _progressAt + Patience;

    /// <summary>How long nothing may come from a donor: its application may take long to save, and every other one as long.</summary>
    private TimeSpan Patience => context.Node.SuspicionTime * (1 << _silences);

    /// <summary>What is happening, for a person.</summary>
    public string Progress =>
        _isReplaying ? "the application has not done with what it is told from the logs yet"
        : _ticket != 0 ? "the application has not loaded the state yet"
        : _hasState ? "the state is not on the disk yet"
        : _donor is { } donor && _have > 0
            ? $"{_have} bytes of {(_isDifference ? "what was missed" : "state")} from {donor.Address}"
        : _refusal
            ?? (_donor is { } asked ? $"asked {asked.Address} for the state" : "no member with the state is reachable");

    /// <summary>What was received so far leads nowhere; only a state from this point on is of use.</summary>
    public void Restart(StateLabel mustCover)
    {
        _mustCover = mustCover;
        _hasState = false;
        Cancel();
    }

    /// <summary>A view was installed: a transfer goes on only from a donor that is in it, because all that this donor
    /// had delivered is then in the cut. A state that the application was handed has no donor any more.</summary>
    public void View(View view)
    {
        if (_donor is { } donor && !view.Members.Any(member => member.Process == donor && member.HoldsState))
            Cancel();
        _reachedAt = context.Now;
    }

    /// <summary>Asks for the state, or asks somebody else.</summary>
    public void Tick(ViewStreams view, MemberReports reports)
    {
        int holders = Reachable(view, reports);
        if (holders > 0)
            _reachedAt = context.Now;
        if (_isReplaying && _ticket == 0 && deliveries.IsReplayHandled)
            (_isReplaying, _hasState) = (false, true);
        if (_hasState || _ticket != 0 || _isReplaying)
            return;
        if (deliveries.Overflowed)
        {
            // Of a group without state nothing has what was dropped: it begins again with the next view.
            _mustCover = context.Group.HasState
                ? new StateLabel(view.View.Number, view.DeliveredRow(), 0)
                : new StateLabel(view.View.Number.Next, [], 0);
            deliveries.AcceptOverflow();
            Cancel();
        }
        if (_donor is not null && !_complete && context.Now - _progressAt > Patience)
        {
            _turn++;
            _silences = Math.Min(_silences + 1, MostSilences);
            Cancel();
        }
        if (_donor is null && context.Now >= _askAt && holders > 0)
            Ask(Holder(view, reports, _turn % holders), view.View.Number);
    }

    /// <summary>The link to a process is new: the transfer goes on from where it was.</summary>
    public void Resume(ProcessId process)
    {
        if (_donor == process && !_complete)
            SendRequest(process);
    }

    /// <summary>A chunk; false where it makes no sense.</summary>
    public bool Chunk(ProcessId from, ref FrameReader reader)
    {
        ulong request = reader.Number();
        var label = new StateLabel(reader.View(), reader.Numbers(), reader.Number());
        return Chunk(from, request, label, ref reader);
    }

    /// <summary>A chunk of what this node's log lacks; false where it makes no sense.</summary>
    public bool DifferenceChunk(ProcessId from, ref FrameReader reader)
    {
        ulong request = reader.Number();
        return Chunk(from, request, null, ref reader);
    }

    private bool Chunk(ProcessId from, ulong request, StateLabel? label, ref FrameReader reader)
    {
        ulong total = reader.Number();
        ulong offset = reader.Number();
        ReadOnlySpan<byte> bytes = reader.Rest();
        if (
            !reader.Complete
            || total > (ulong)Math.Min(context.Limits.StateSize, Array.MaxLength)
            || offset + (ulong)bytes.Length > total
        )
            return false;
        if (from != _donor || request != _request || _complete || offset != (ulong)_have)
            return true;
        if (label is null && _asked is null)
            return false;
        (_label, _isDifference) = (label, label is null);
        Append(bytes, (int)total);
        _progressAt = context.Now;
        _silences = 0;
        _complete = _have == (int)total;
        FrameWriter? writer = context.Begin(from, FrameType.StateReceived, first.Group);
        writer?.Number(_request);
        writer?.Number((ulong)_have);
        writer?.End();
        return true;
    }

    /// <summary>The donor has no room for another transfer, or no state to give: after a while another one is asked.</summary>
    public void Refused(ProcessId from, ulong request, string reason)
    {
        if (from != _donor || request != _request)
            return;
        _turn++;
        Cancel();
        _refusal = $"{from.Address} {reason}";
        _askAt = context.Now + context.Node.SuspicionTime / 4;
    }

    /// <summary>Hands a complete state to the application once it may have it.</summary>
    public void TryLoad(ViewStreams view)
    {
        if (_complete && _ticket == 0 && _isDifference)
            TakeDifference();
        if (!_complete || _ticket != 0 || _label is not { } label || label.View > view.View.Number)
            return;
        if (label.View == view.View.Number && !label.IsCoveredBy(label.View, view.DeliveredRow()))
            return;
        if (!Covers(label, _mustCover))
        {
            Cancel();
            _askAt = context.Now + context.Node.SuspicionTime / 4;
            return;
        }
        // All that it contains is delivered here too, and what comes goes straight to the application from now on: it
        // may take as long as it likes, whatever becomes of the donor. Another state would take back what it sees.
        _ticket = (long)_request;
        _donor = null;
        if (context.Journal is { } journal)
        {
            _kept = StateRecords.Write(journal, first.Group, label, _bytes.AsSpan(0, _have));
            context.Retained!.CountsWith(_kept, _have);
        }
        deliveries.Load(label, _bytes.AsMemory(0, _have), _ticket);
        if (!context.Group.HasState)
            ApplicationLoaded(_ticket);
    }

    /// <summary>The application has loaded a state: it has the group's where it is the one handed to it last.</summary>
    public void ApplicationLoaded(long ticket)
    {
        if (ticket != _ticket || ticket == 0)
            return;
        _hasState = !_isReplaying;
        (_ticket, _bytes, _have, _complete, _donor) = (0, [], 0, false, null);
    }

    private static bool Covers(StateLabel label, StateLabel point) =>
        label.View > point.View
        || (
            label.View == point.View && (point.Delivered.Length == 0 || point.IsCoveredBy(point.View, label.Delivered))
        );

    private void Append(ReadOnlySpan<byte> bytes, int total)
    {
        // Memory follows the bytes that came, not the total that was claimed.
        if (_bytes.Length - _have < bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(total, Math.Max(_have + (long)bytes.Length, 2L * _bytes.Length)));
        bytes.CopyTo(_bytes.AsSpan(_have));
        _have += bytes.Length;
    }

    /// <summary>How many hold the state and can be asked for it.</summary>
    private int Reachable(ViewStreams view, MemberReports reports)
    {
        int holders = 0;
        for (int rank = 0; rank < view.Counts.Length; rank++)
            if (IsReachable(view, reports, rank))
                holders++;
        return holders;
    }

    /// <summary>One of them, by its place among them.</summary>
    private ProcessId Holder(ViewStreams view, MemberReports reports, int place)
    {
        for (int rank = 0; rank < view.Counts.Length; rank++)
            if (IsReachable(view, reports, rank) && place-- == 0)
                return view.View.Members[rank].Process;
        throw new UnreachableException();
    }

    private bool IsReachable(ViewStreams view, MemberReports reports, int rank) =>
        view.Counts[rank] && !reports.Suspects[rank] && context.Links.To(view.View.Members[rank].Process) is not null;

    private void Ask(ProcessId donor, ViewNumber present)
    {
        _donor = donor;
        _asked = EndOfLog(present);
        _request = context.Random.Next() | 1;
        _progressAt = context.Now;
        SendRequest(donor);
    }

    private void SendRequest(ProcessId donor)
    {
        FrameWriter? writer = context.Begin(donor, FrameType.StateRequest, first.Group);
        writer?.Number(_request);
        writer?.Number((ulong)_have);
        writer?.Flag(_asked is not null);
        if (_asked is var (end, until) && writer is not null)
        {
            end.Write(writer);
            writer.Number(until.Value);
        }
        writer?.End();
    }

    private void Cancel()
    {
        (_donor, _label, _bytes, _have, _complete, _ticket) = (null, null, [], 0, false, 0);
        (_asked, _isDifference, _isReplaying) = (null, false, false);
        _progressAt = context.Now;
    }
}
