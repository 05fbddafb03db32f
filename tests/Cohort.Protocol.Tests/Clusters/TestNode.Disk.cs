using Cohort.Protocol.Durability;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>The disk of a node, which its successor at the same address has too.</summary>
internal partial class TestNode
{
    /// <summary>The records of its log: those that its address had on the disk when it began, and those that it was to append.</summary>
    public List<byte[]> Log { get; private init; } = [];

    /// <summary>How many of them are on the disk.</summary>
    public int OnDisk { get; private set; }

    private int LogAtStart { get; init; }

    /// <summary>How many of them, the first, are not there any more.</summary>
    public int Dropped { get; private set; }

    /// <summary>Whether nothing that it appends comes to the disk.</summary>
    public bool DiskStandsStill { get; private set; }

    /// <summary>From now on nothing comes to the disk.</summary>
    public void StopDisk() => DiskStandsStill = true;

    /// <summary>All that was appended comes to the disk, and what will be.</summary>
    public void GoOnWithDisk()
    {
        DiskStandsStill = false;
        OnDisk = Log.Count;
        Take(Input.Synced((ulong)(Log.Count - LogAtStart)));
    }

    /// <summary>So many records come to the disk, and then it stands still.</summary>
    public void SyncUpTo(int records)
    {
        (DiskStandsStill, OnDisk) = (true, records);
        Take(Input.Synced((ulong)(records - LogAtStart)));
    }

    /// <summary>What the disk has of a group; null where that is nothing to go on from.</summary>
    public GroupCopy? CopyOf(string group) => Copies().Of(group);

    public LogCopies Copies()
    {
        var copies = new LogCopies(new Limits());
        for (int at = Dropped; at < OnDisk; at++)
            Assert.True(copies.Take((ulong)at + 1, Log[at]));
        return copies;
    }

    /// <summary>Whether its log cannot be read, while it is at work.</summary>
    public bool LogIsUnreadable { get; set; }

    /// <summary>What it says that its log has; null where it says what is there.</summary>
    public byte[]? ReadsFromLog { get; set; }

    /// <summary>How long it takes to read it.</summary>
    public TimeSpan ReadsLogAfter { get; set; }

    /// <summary>What it was asked to read from its log, and whether it found that.</summary>
    public List<(LogRange Range, string? Lacks)> LogReads { get; } = [];

    private void ReadLog(Output output)
    {
        LogRange range = output.Range;
        ulong from = range.Start.IsFormer ? range.Start.Record : (ulong)LogAtStart + range.Start.Record;
        Assert.InRange(from, (ulong)Dropped + 1, (ulong)Log.Count);
        var reader = new DifferenceReader(new Limits(), range);
        for (int at = (int)from - 1; at < Log.Count; at++)
            Assert.True(reader.Take(Log[at]));
        byte[]? difference = LogIsUnreadable ? null : ReadsFromLog ?? reader.Find();
        string? lacks = difference is null ? reader.Lacks ?? "the log cannot be read" : null;
        LogReads.Add((range, lacks));
        Later(
            difference is null
                ? Input.LogNotRead(output.Group, output.Ticket, lacks!)
                : Input.LogRead(output.Group, output.Ticket, difference),
            ReadsLogAfter
        );
    }

    private void Drop(Output output)
    {
        int before = output.Ticket > 0 ? LogAtStart + (int)output.Ticket - 1 : (int)output.Position - 1;
        Assert.InRange(before, Dropped + 1, OnDisk);
        Dropped = before;
    }

    /// <summary>Joins a group that keeps a log with what was read from that a while ago.</summary>
    public TestGroup JoinWith(string group, GroupCopy copy)
    {
        var joined = new TestGroup(this, _groups.Count + 1, group);
        _groups.Add(joined);
        Take(
            Input.Join(
                joined.Handle,
                new GroupSettings
                {
                    Name = group,
                    HasState = true,
                    Governed = true,
                    Durable = true,
                    Copy = copy,
                }
            )
        );
        return joined;
    }

    /// <summary>Another disk takes the place of this one, of a process that is gone.</summary>
    public void ReplaceDisk(IEnumerable<byte[]> records)
    {
        Log.Clear();
        Log.AddRange(records);
        (OnDisk, Dropped) = (Log.Count, 0);
    }

    /// <summary>A process at the same address, with the same disk.</summary>
    public TestNode Successor(NodeSettings settings)
    {
        LogCopies copies = Copies();
        return new(_cluster, settings with { DirectoryCopy = copies.Directory, LogNeeds = copies.Needs })
        {
            Log = [.. Log.Take(OnDisk)],
            OnDisk = OnDisk,
            LogAtStart = OnDisk,
            Dropped = Dropped,
        };
    }
}
