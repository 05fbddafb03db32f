using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Hierarchy;

/// <summary>
/// What all representatives know alike: the one order of all leaves' messages, and what each leaf has of it. It is the parent's
/// replicated state, changed by nothing but what is delivered in it and by its views.
/// </summary>
internal sealed class ParentLedger(HierarchyLimits limits)
{
    private const int MostLeaves = 1024;

    /// <summary>A leaf as the parent knows it.</summary>
    internal sealed class LeafEntry
    {
        /// <summary>Of what its members have sent, all up to this number has a position, or never will have one.</summary>
        public ulong Taken { get; set; }

        /// <summary>It has everything up to this position; null where nothing is kept for it any more.</summary>
        public ulong? Passed { get; set; }
    }

    private readonly SortedDictionary<GroupId, LeafEntry> _leaves = [];
    private readonly SortedDictionary<MemberId, GroupId> _representatives = [];

    // The messages up to the present position, the last of them last. What all have is taken from the front, many at a time.
    private readonly List<Relay> _log = [];

    /// <summary>The position of the last message.</summary>
    public ulong Position { get; private set; }

    /// <summary>Bytes of the messages that are kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether so much is kept for leaves that are behind that nothing should be added.</summary>
    public bool IsFull => _log.Count >= limits.LogItems || Bytes >= limits.LogBytes;

    private ulong BeforeFirst => Position - (ulong)_log.Count;

    /// <summary>Nothing has been sent yet.</summary>
    public void Found()
    {
        _leaves.Clear();
        _representatives.Clear();
        _log.Clear();
        (Position, Bytes) = (0, 0);
    }

    /// <summary>A leaf; null where it is not known.</summary>
    public LeafEntry? Find(GroupId leaf) => _leaves.GetValueOrDefault(leaf);

    /// <summary>Whether a member represents a leaf, and has said so.</summary>
    public bool Represents(MemberId member, GroupId leaf) =>
        _representatives.TryGetValue(member, out GroupId represented) && represented == leaf;

    /// <summary>The message at a position that somebody has not confirmed.</summary>
    public Relay At(ulong position)
    {
        Invariant.Check(position > BeforeFirst && position <= Position);
        return _log[(int)(position - BeforeFirst - 1)];
    }

    /// <summary>Who is gone represents nobody.</summary>
    public void Take(View view)
    {
        foreach (MemberId member in _representatives.Keys.Where(member => view.RankOf(member) < 0).ToArray())
            _representatives.Remove(member);
        // Where too much is kept nobody adds anything: what is kept for them alone has to go now.
        if (IsFull)
            LeaveBehind();
    }

    public void Take(MemberId by, ParentItem.Enrol enrol)
    {
        _representatives[by] = enrol.Leaf;
        if (!_leaves.TryGetValue(enrol.Leaf, out LeafEntry? entry))
        {
            _leaves.Add(enrol.Leaf, entry = new LeafEntry());
            ForgetLeaves();
        }
        entry.Taken = Math.Max(entry.Taken, enrol.Taken);
        // What was not kept for it lies in a gap.
        entry.Passed ??= Position;
        // Its sender may have been the last that represented another leaf.
        if (IsFull)
            LeaveBehind();
    }

    public void Take(ParentItem.Up up)
    {
        Relay relay = up.Relay;
        // What another representative has said before, or says out of turn because it knows of one that has not come yet.
        if (!_leaves.TryGetValue(relay.Leaf, out LeafEntry? entry) || relay.Number != entry.Taken + 1)
            return;
        entry.Taken = relay.Number;
        _log.Add(relay);
        Position++;
        Bytes += relay.Payload.Length;
        if (IsFull)
            LeaveBehind();
    }

    public void Take(ParentItem.Passed passed)
    {
        if (Find(passed.Leaf) is not { Passed: { } before } entry || passed.Position <= before)
            return;
        entry.Passed = Math.Min(passed.Position, Position);
        Free();
    }

    /// <summary>What nobody lacks any more is let go of.</summary>
    private void Free()
    {
        IEnumerable<ulong> passed = _leaves.Values.Select(entry => entry.Passed ?? Position).DefaultIfEmpty(Position);
        ulong floor = Mutants.Has(Mutant.KeptForTheFastest) ? passed.Max() : passed.Min();
        int freed = (int)(Math.Max(floor, BeforeFirst) - BeforeFirst);
        for (int at = 0; at < freed; at++)
            Bytes -= _log[at].Payload.Length;
        _log.RemoveRange(0, freed);
    }

    /// <summary>Nothing is kept any longer for leaves that nobody represents: they are dead, or have a gap when they come back.</summary>
    private void LeaveBehind()
    {
        foreach ((GroupId leaf, LeafEntry entry) in _leaves)
            if (!_representatives.ContainsValue(leaf))
                entry.Passed = null;
        Free();
    }

    /// <summary>Of leaves that are long gone nothing need be known.</summary>
    private void ForgetLeaves()
    {
        if (_leaves.Count <= MostLeaves)
            return;
        foreach (GroupId leaf in _leaves.Keys.Where(leaf => !_representatives.ContainsValue(leaf)).ToArray())
            _leaves.Remove(leaf);
        Free();
    }

    /// <summary>All of it as bytes, for a representative that joins.</summary>
    public byte[] Save()
    {
        var writer = new FrameWriter();
        writer.Number(Position);
        writer.Number(_leaves.Count);
        foreach ((GroupId leaf, LeafEntry entry) in _leaves)
        {
            writer.Id(leaf);
            writer.Number(entry.Taken);
            writer.Flag(entry.Passed is not null);
            writer.Number(entry.Passed ?? 0);
        }
        writer.Number(_representatives.Count);
        foreach ((MemberId member, GroupId leaf) in _representatives)
        {
            writer.Id(member);
            writer.Id(leaf);
        }
        writer.Number(_log.Count);
        foreach (Relay relay in _log)
            relay.Write(writer);
        return writer.Written.ToArray();
    }

    /// <summary>Replaces all of it by what another representative has saved; false where the bytes are none of that.</summary>
    public bool TryLoad(ReadOnlySpan<byte> saved, Limits frames)
    {
        Found();
        var reader = new FrameReader(saved, frames);
        Position = reader.Number();
        for (int leaves = reader.Count(int.MaxValue); leaves > 0 && !reader.Failed; leaves--)
        {
            GroupId leaf = reader.GroupId();
            var entry = new LeafEntry { Taken = reader.Number() };
            (bool isKept, ulong passed) = (reader.Flag(), reader.Number());
            entry.Passed = isKept ? passed : null;
            _leaves[leaf] = entry;
        }
        for (int members = reader.Count(frames.Members); members > 0; members--)
            _representatives[reader.MemberId()] = reader.GroupId();
        for (int left = reader.Count(int.MaxValue); left > 0 && !reader.Failed; left--)
        {
            Relay relay = Relay.Read(ref reader);
            _log.Add(relay);
            Bytes += relay.Payload.Length;
        }
        return reader.Complete
            && (ulong)_log.Count <= Position
            && _leaves.Values.All(entry =>
                entry.Passed is not { } passed || (passed >= BeforeFirst && passed <= Position)
            );
    }
}
