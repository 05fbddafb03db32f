using System.Collections.Immutable;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Formation;
using Cohort.Protocol.Suspicion;

namespace Cohort.Protocol.Governance;

/// <summary>A listed node's part in keeping the directory: it says what its disk has, writes what changes, and says how far that is on the
/// disk.</summary>
internal sealed class DirectoryKeeper(
    NodeSettings settings,
    NodeClock clock,
    Journal journal,
    SeedDisk disk,
    ClusterDirectory directory
)
{
    private readonly Queue<(ulong Record, ulong Epoch, ulong Change)> _waiting = new();
    private ulong? _asked;
    private Instant _askAgainAt;
    private ulong _epoch;
    private ulong _written;
    private ulong _synced;

    private DirectoryCopy Copy => disk.Directory;

    /// <summary>Whether it is a disk of another cluster, that was not there when this one was formed: what it has is not written over.</summary>
    private bool IsOfAnother => Copy.Epoch > 0 && Copy.Origin != directory.Keeping.Origin;

    private Retained Retained => journal.Retention.Directory;

    private string Address => settings.Process.Address;

    /// <summary>The directory is another than before: all of it is to be written.</summary>
    public void BeginAgain() => (_epoch, _written, _synced, _asked) = (0, 0, 0, null);

    /// <summary>What is to be asked of the directory now; null where nothing is. It is asked again where it may be lost.</summary>
    public DirectoryCommand? Look()
    {
        Keeping keeping = directory.Keeping;
        if (!keeping.HasRecalled(Address))
            return MayAsk(0)
                ? new DirectoryCommand.Recall(settings.Process, Copy.Epoch, Copy.Origin, [.. Copy.Entries])
                : null;
        if (!keeping.IsRecalled || journal.Failure is not null || IsOfAnother)
            return null;
        Write(keeping);
        while (_waiting.TryPeek(out var next) && next.Record <= journal.Synced)
        {
            _waiting.Dequeue();
            if (next.Epoch == keeping.Epoch)
                _synced = Math.Max(_synced, next.Change);
        }
        return _synced > keeping.KeptBy(Address) && MayAsk(_synced)
            ? new DirectoryCommand.Kept(Address, keeping.Epoch, _synced)
            : null;
    }

    private bool MayAsk(ulong what)
    {
        if (what == _asked && clock.Now < _askAgainAt)
            return false;
        (_asked, _askAgainAt) = (what, clock.Now + settings.SuspicionTime / 2);
        return true;
    }

    private void Write(Keeping keeping)
    {
        // All of it once more, now and then: else it would need the log from the beginning on.
        bool isWhole = _epoch != keeping.Epoch || journal.Retention.IsDue(Retained);
        if (!isWhole && _written == keeping.Changes)
            return;
        if (_epoch != keeping.Epoch)
            _synced = 0;
        // The first change of a cluster stands for what it begins with.
        ImmutableArray<KeptEntry> entries = [.. directory.KeptSince(isWhole ? 0 : _written)];
        if (isWhole)
            Retained.Begin();
        long before = journal.Bytes;
        ulong written = DirectoryRecords.Write(journal, keeping.Epoch, keeping.Origin, isWhole, entries);
        var place = new LogPlace(IsFormer: false, written, before);
        Copy.Take(place, keeping.Epoch, keeping.Origin, isWhole, entries);
        (_epoch, _written) = (keeping.Epoch, keeping.Changes);
        long size = journal.Bytes - before;
        Retained.Grew(size);
        _waiting.Enqueue((written, _epoch, _written));
        if (isWhole)
            Retained.CountsWith(written, size);
    }
}
