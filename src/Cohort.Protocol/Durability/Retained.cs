namespace Cohort.Protocol.Durability;

/// <summary>What of the log is needed for the sake of one group, or of the directory.</summary>
internal sealed class Retained(Journal journal, Retention retention)
{
    // So many are remembered: who lacks more is looked for from the beginning on.
    private const int MostViews = 4096;

    private readonly Queue<(GroupId Group, ViewNumber Number, LogPlace Place)> _views = new();
    private LogPlace? _coming;
    private ulong _countsWith;
    private long _sizeOfComing;
    private long _grownOfComing;

    /// <summary>Where that begins which would be gone on from; null where there is nothing.</summary>
    public LogPlace? Counting { get; private set; }

    /// <summary>The first record that is needed: of what counts, or of what is to take its place.</summary>
    public LogPlace? First =>
        _coming is not { } coming ? Counting
        : Counting is { } counting && counting.CompareTo(coming) < 0 ? counting
        : coming;

    /// <summary>The size of the state that it begins with.</summary>
    public long Size { get; private set; }

    /// <summary>How much was written behind the state.</summary>
    public long Grown { get; private set; }

    /// <summary>Whether something is being written that is to take the place of what counts.</summary>
    public bool IsBegun => _coming is not null;

    /// <summary>So much was written.</summary>
    public void Grew(long bytes)
    {
        Grown += bytes;
        _grownOfComing += bytes;
    }

    /// <summary>With the next record begins what the log has of a view.</summary>
    public void Comes(View view)
    {
        if (_views.Count == MostViews)
            _views.Dequeue();
        _views.Enqueue((view.Group, view.Number, new LogPlace(IsFormer: false, journal.Last + 1, journal.Bytes)));
    }

    /// <summary>A place before which the log has nothing of what is behind the end of another copy; null where it has nothing at all.</summary>
    public LogPlace? PlaceOf(CopyEnd end)
    {
        foreach ((GroupId group, ViewNumber number, LogPlace place) in _views)
            if (group == end.Group && number == end.View)
                return place;
        return Counting;
    }

    /// <summary>The log has had this since before the process began.</summary>
    public void Found(LogPlace place, long size, long grown) => (Counting, Size, Grown) = (place, size, grown);

    /// <summary>With the next record begins what is to take the place of what counts.</summary>
    public void Begin() =>
        (_coming, _countsWith, _grownOfComing) = (new LogPlace(IsFormer: false, journal.Last + 1, journal.Bytes), 0, 0);

    /// <summary>It is whole, with a state of this size, and counts from when this record is on the disk. Where nothing was begun, it is
    /// another state of what counts already.</summary>
    public void CountsWith(ulong record, long size)
    {
        (_countsWith, _sizeOfComing) = (record, size);
        retention.Await(this);
    }

    /// <summary>What was begun will not become whole.</summary>
    public void Abandon()
    {
        if (_countsWith == 0)
            _coming = null;
    }

    /// <summary>Takes in how far the disk has come. True where nothing is awaited any more.</summary>
    public bool Refresh()
    {
        // Until then a log that breaks off has nothing to go on from but what is before.
        if (_countsWith > journal.Synced && !Mutants.Has(Mutant.DropsBeforeStateIsSynced))
            return false;
        if (_countsWith > 0 && _coming is not null)
            BeginAt(_coming.Value);
        if (_countsWith > 0)
            (Size, _countsWith) = (_sizeOfComing, 0);
        return true;
    }

    private void BeginAt(LogPlace place)
    {
        (Counting, _coming, Grown) = (place, null, _grownOfComing);
        while (_views.TryPeek(out var view) && view.Place.CompareTo(place) < 0)
            _views.Dequeue();
    }
}
