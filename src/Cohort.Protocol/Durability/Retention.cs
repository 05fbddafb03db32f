namespace Cohort.Protocol.Durability;

/// <summary>
/// From where on the log is needed: for each group what it could be gone on from, joined or not, and for the directory. The log is one for
/// all, and is let go of up to the first record that any of them needs.
/// </summary>
internal sealed class Retention
{
    private const int MostStates = 4;

    private readonly SortedDictionary<string, Retained> _groups = new(StringComparer.Ordinal);
    private readonly List<Retained> _awaiting = [];
    private readonly Journal _journal;
    private readonly OutputBuffer _outputs;
    private readonly long _least;
    private LogPlace _told;
    private long _states;
    private long _looked;

    public Retention(Journal journal, NodeSettings settings, OutputBuffer outputs)
    {
        (_journal, _outputs, _least) = (journal, outputs, settings.LogBytes);
        Directory = new Retained(journal, this);
        _told = new LogPlace(IsFormer: false, 1, 0);
        if (settings.LogNeeds is not { } needs)
            return;
        foreach (LogNeeds.Need need in needs.Groups)
            Of(need.Name).Found(need.At, need.Size, need.Grown);
        if (needs.Directory is { } directory)
            Directory.Found(directory, 0, 0);
        if (needs.First > 0)
            _told = new LogPlace(IsFormer: true, needs.First, 0);
        AddUp();
    }

    /// <summary>What is needed for the sake of the directory.</summary>
    public Retained Directory { get; }

    /// <summary>The next record is what the directory is to be founded with: it is needed until a later one has all of that.</summary>
    public void HoldFounding()
    {
        if (Directory.First is null)
            Directory.Found(new LogPlace(IsFormer: false, _journal.Last + 1, _journal.Bytes), 0, 0);
    }

    /// <summary>What is needed for the sake of a group.</summary>
    public Retained Of(string group)
    {
        if (!_groups.TryGetValue(group, out Retained? retained))
            _groups.Add(group, retained = new Retained(_journal, this));
        return retained;
    }

    /// <summary>Whether it is time for a state: so much was written since the last one, or by others while it held the log, that writing
    /// another costs little beside it.</summary>
    public bool IsDue(Retained retained) =>
        !retained.IsBegun
        && retained.Counting is { } counting
        && (
            retained.Grown > Math.Max(_least, 2 * retained.Size)
            || _journal.Bytes - counting.Offset > MostStates * Math.Max(_least, _states)
        );

    /// <summary>Whether the log has grown so much since this was asked for that somebody may hold it who rests.</summary>
    public bool TakeGrowth()
    {
        if (_journal.Bytes - _looked <= _least / 8)
            return false;
        _looked = _journal.Bytes;
        return true;
    }

    /// <summary>Something is whole, and counts when it is on the disk.</summary>
    public void Await(Retained retained)
    {
        if (!_awaiting.Contains(retained))
            _awaiting.Add(retained);
    }

    /// <summary>Takes in how far the disk has come, and says what is not needed any more.</summary>
    public void Refresh()
    {
        if (_awaiting.RemoveAll(static retained => retained.Refresh()) == 0)
            return;
        AddUp();
        Tell();
    }

    /// <summary>Of some groups nothing is needed any more.</summary>
    public void Release(Func<string, bool> isOver)
    {
        string[] over = [.. _groups.Keys.Where(isOver)];
        foreach (string group in over)
            _groups.Remove(group);
        if (over.Length == 0)
            return;
        AddUp();
        Tell();
    }

    private void AddUp()
    {
        _states = Directory.Size;
        foreach (Retained retained in _groups.Values)
            _states += retained.Size;
    }

    private void Tell()
    {
        LogPlace? least = Directory.First;
        foreach (Retained retained in _groups.Values)
            if (retained.First is { } first && !(least?.CompareTo(first) <= 0))
                least = first;
        if (least is not { } needed || needed.CompareTo(_told) <= 0)
            return;
        _told = needed;
        _outputs.Add(
            new Output
            {
                Kind = OutputKind.DropLog,
                Ticket = needed.IsFormer ? 0 : (long)needed.Record,
                Position = needed.IsFormer ? needed.Record : 0,
            }
        );
    }
}
