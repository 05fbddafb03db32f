namespace Cohort.Storage.Logs;

/// <summary>
/// What a log calls the records that whoever appends them counts by itself, from 1 on without a gap: the log has records of its own in
/// between. Kept is only where the two have come to differ by more.
/// </summary>
internal sealed class RecordNumbers
{
    private readonly List<(ulong Counted, ulong Number)> _runs = [];

    /// <summary>The next record has this number in the log.</summary>
    public void Add(ulong counted, ulong number)
    {
        if (_runs is not [.., var last] || number - counted != last.Number - last.Counted)
            _runs.Add((counted, number));
    }

    /// <summary>What the log calls a record that was added, and that is not before one for which <see cref="Forget"/> was called.</summary>
    public ulong Of(ulong counted)
    {
        (ulong first, ulong number) = _runs[RunOf(counted)];
        return number + (counted - first);
    }

    /// <summary>Nobody will ask for records before this one.</summary>
    public void Forget(ulong before) => _runs.RemoveRange(0, RunOf(before));

    private int RunOf(ulong counted)
    {
        int at = _runs.FindLastIndex(run => run.Counted <= counted);
        ArgumentOutOfRangeException.ThrowIfNegative(at, nameof(counted));
        return at;
    }
}
