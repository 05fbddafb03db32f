using Cohort.Protocol.Multicast;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Durability;

/// <summary>
/// Puts what a member receives in a view into its log, and knows how much of it is on the disk: what it has fetched of a cut too, since
/// whoever accepts the cut has to have it there.
/// </summary>
internal sealed class StreamJournal
{
    private const int LargestRecord = 1 << 20;

    private readonly Journal _journal;
    private readonly Retained _retained;
    private readonly ViewStreams _view;
    private readonly CutFetch _fetch;
    private readonly Queue<(ulong Record, ulong[] Row)> _waiting = new();
    private readonly Stack<ulong[]> _idle = new();
    private readonly ulong _begun;
    private readonly ulong[] _written;
    private readonly ulong[] _synced;
    private readonly ulong[] _awaited;

    public StreamJournal(Journal journal, ViewStreams view, CutFetch fetch, string group)
    {
        (_journal, _view, _fetch) = (journal, view, fetch);
        _retained = journal.Retention.Of(group);
        _written = new ulong[view.Streams.Length];
        _synced = new ulong[view.Streams.Length];
        _awaited = new ulong[view.Streams.Length];
        _retained.Comes(view.View);
        BeginView(RecordKind.View, group);
        _begun = EndRecord();
    }

    /// <summary>A member has come to a view. Answers the number of the record.</summary>
    public static ulong WriteView(Journal journal, string group, View view, int self)
    {
        BeginView(journal, RecordKind.View, group, view, self);
        return journal.End();
    }

    /// <summary>Whether all that was received is on the disk.</summary>
    public bool IsSettled => _waiting.Count == 0;

    /// <summary>Whether all of a cut is on the disk, and that this member has come to the view: else its log would have nothing to go on
    /// from when the next view has been decided.</summary>
    public bool Holds(ReadOnlySpan<ulong> cut)
    {
        if (Mutants.Has(Mutant.AcceptsBeforeSync))
            return true;
        for (int rank = 0; rank < cut.Length; rank++)
            if (_synced[rank] < cut[rank])
                return false;
        return _journal.Synced >= _begun;
    }

    /// <summary>Takes in how far the disk has come.</summary>
    public void Refresh()
    {
        while (_waiting.TryPeek(out (ulong Record, ulong[] Row) next) && IsSynced(next.Record))
        {
            _waiting.Dequeue();
            next.Row.CopyTo(_synced, 0);
            _idle.Push(next.Row);
        }
        // What is set aside of a cut is nobody's row.
        for (int rank = 0; rank < _synced.Length; rank++)
            _view.OnDisk!.Grow(_view.Self, rank, Math.Min(_synced[rank], _view.Streams[rank].Received));
    }

    private bool IsSynced(ulong record) =>
        _journal.Synced >= record || (Mutants.Has(Mutant.AcknowledgesBeforeSync) && _journal.Last >= record);

    /// <summary>Writes what has come since, and has it on the disk soon where somebody waits for that.</summary>
    public void Write()
    {
        WriteFrom(_written);
        if (IsAwaited())
            _journal.Hurry();
    }

    /// <summary>Whether more has come of what a message waits for that must be on the disks of all; or the view ends, and all must be there.
    /// A Total message alone is awaited by nobody: its place is, and they go to the disk together.</summary>
    private bool IsAwaited()
    {
        bool more = false;
        bool awaits = false;
        for (int rank = 0; rank < _awaited.Length; rank++)
        {
            SenderStream stream = _view.Streams[rank];
            awaits |= stream.LastDurable > stream.Delivered;
            more |= stream.Telling > _awaited[rank];
        }
        if (awaits && more)
            for (int rank = 0; rank < _awaited.Length; rank++)
                _awaited[rank] = _view.Streams[rank].Telling;
        return _view.Frozen || (awaits && more);
    }

    /// <summary>Writes where the view stands, and once more what is not delivered yet: with a state of what is, nothing before it is
    /// needed.</summary>
    public void WriteBase(ViewBase start, string group)
    {
        Write();
        BeginView(RecordKind.Base, group).Base(start);
        EndRecord();
        WriteFrom([.. start.Delivered]);
    }

    private FrameWriter BeginView(RecordKind kind, string group) =>
        BeginView(_journal, kind, group, _view.View, _view.Self);

    private static FrameWriter BeginView(Journal journal, RecordKind kind, string group, View view, int self)
    {
        FrameWriter record = journal.Begin(kind, view.Group, view.Number);
        record.Text(group);
        record.Members(view.Members);
        record.Number(self);
        return record;
    }

    // Of each stream what is behind a number, which goes on with it.
    private void WriteFrom(ulong[] at)
    {
        FrameWriter? record = null;
        for (int rank = 0; rank < at.Length; rank++)
        {
            while (at[rank] < _fetch.Have(rank))
            {
                record ??= _journal.Begin(RecordKind.Items, _view.View.Group, _view.View.Number);
                Write(record, rank, ref at[rank]);
                if (_journal.RecordLength < LargestRecord)
                    continue;
                End();
                record = null;
            }
        }
        if (record is not null)
            End();
    }

    /// <summary>A formation goes on where another ended, in the last view that the log has of that, with this cut.</summary>
    public static void WriteContinuation(Journal journal, GroupId formation, View last, ReadOnlySpan<ulong> cut)
    {
        journal.Begin(RecordKind.Cut, last.Group, last.Number).Numbers(cut);
        journal.End();
        journal.Begin(RecordKind.Continues, formation, new ViewNumber(0)).Id(last.Group);
        journal.End();
    }

    /// <summary>The view has ended, with this cut.</summary>
    public void WriteCut(ReadOnlySpan<ulong> cut)
    {
        Write();
        _journal.Begin(RecordKind.Cut, _view.View.Group, _view.View.Number).Numbers(cut);
        EndRecord();
    }

    private void Write(FrameWriter record, int rank, ref ulong at)
    {
        ulong first = at + 1;
        ulong last = first;
        int room = LargestRecord - _journal.RecordLength - _fetch.Held(rank, first).Length;
        while (last < _fetch.Have(rank) && (room -= _fetch.Held(rank, last + 1).Length) >= 0)
            last++;
        record.Number(rank);
        record.Number(first);
        record.Number(last - first + 1);
        for (ulong number = first; number <= last; number++)
            record.Bytes(_fetch.Held(rank, number));
        at = last;
    }

    private void End()
    {
        ulong[] row = _idle.TryPop(out ulong[]? used) ? used : new ulong[_written.Length];
        _written.CopyTo(row, 0);
        _waiting.Enqueue((EndRecord(), row));
    }

    private ulong EndRecord()
    {
        _retained.Grew(_journal.RecordLength);
        return _journal.End();
    }
}
