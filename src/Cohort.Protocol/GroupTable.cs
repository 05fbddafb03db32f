namespace Cohort.Protocol;

/// <summary>
/// The application's memberships at one node, found by handle, name or formation however many there are; and which of them are
/// awake: have something to do, or may have after what has just come for them. Nothing is done for the others.
/// </summary>
internal sealed class GroupTable
{
    private readonly List<GroupMachine> _all = [];
    private readonly List<GroupMachine> _awake = [];
    private readonly Queue<GroupMachine> _toTidy = new();
    private readonly Dictionary<int, GroupMachine> _byHandle = [];
    private readonly Dictionary<string, GroupMachine> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<GroupId, GroupMachine> _byFormation = [];
    private int _turn;
    private Instant _tidyAt;

    /// <summary>All of them, in the order in which they were joined.</summary>
    public List<GroupMachine> All => _all;

    /// <summary>Those that have something to do. More may wake while one goes through them by index.</summary>
    public List<GroupMachine> Awake => _awake;

    /// <summary>Whether any of them rests on the directory.</summary>
    public bool AnyGoverned => _all.Exists(static group => group.IsGoverned && !group.Ended);

    /// <summary>The membership with a handle; null where there is none.</summary>
    public GroupMachine? At(int handle) => _byHandle.GetValueOrDefault(handle);

    /// <summary>The membership in the group of a name, which may be over; null where there is none.</summary>
    public GroupMachine? Named(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The membership that frames of a formation are for; null where there is none.</summary>
    public GroupMachine? Knowing(GroupId formation)
    {
        if (_byFormation.TryGetValue(formation, out GroupMachine? last) && last.Knows(formation))
            return last;
        // Which formations a membership knows changes as it seeks its group: what was found is remembered, never relied on.
        foreach (GroupMachine group in _all)
        {
            if (!group.Knows(formation))
                continue;
            if (_byFormation.Count > 4 * _all.Count)
                _byFormation.Clear();
            _byFormation[formation] = group;
            return group;
        }
        return null;
    }

    public void Add(GroupMachine group)
    {
        Invariant.Check(!_byName.ContainsKey(group.Name));
        _all.Add(group);
        _byHandle[group.Handle] = group;
        _byName.Add(group.Name, group);
        Wake(group);
    }

    /// <summary>Forgets a membership that is over.</summary>
    public void Remove(GroupMachine group)
    {
        _all.Remove(group);
        _awake.Remove(group);
        _byName.Remove(group.Name);
        if (At(group.Handle) == group)
            _byHandle.Remove(group.Handle);
        _byFormation.Clear();
    }

    /// <summary>Something has come for a group: it takes part in this step.</summary>
    public void Wake(GroupMachine group)
    {
        if (group.IsAwake)
            return;
        group.Wake();
        _awake.Add(group);
    }

    /// <summary>Does what there is to do, beginning with another group in each step, so that none takes all the room on the
    /// links for itself.</summary>
    public void Advance()
    {
        int count = _awake.Count;
        for (int i = 0; i < count; i++)
            _awake[(_turn + i) % count].Advance();
        _turn = count == 0 ? 0 : (_turn + 1) % count;
    }

    /// <summary>When <see cref="Tidy"/> has something to look at; null where it has not.</summary>
    public Instant? NextTidying => _toTidy.Count > 0 ? _tidyAt : null;

    /// <summary>Those in which nothing goes on any more rest until something comes for them.</summary>
    public void Rest()
    {
        int kept = 0;
        for (int at = 0; at < _awake.Count; at++)
        {
            GroupMachine group = _awake[at];
            if (!group.TryRest())
                _awake[kept++] = group;
            else if (!group.IsToBeTidied)
            {
                group.IsToBeTidied = true;
                _toTidy.Enqueue(group);
            }
        }
        _awake.RemoveRange(kept, _awake.Count - kept);
    }

    /// <summary>Groups that have rested for some time let go of what they keep only to be fast. Looked for now and then: one
    /// in use rests between any two messages.</summary>
    public void Tidy(Instant now, TimeSpan after)
    {
        if (now < _tidyAt)
            return;
        _tidyAt = now + after;
        for (int left = _toTidy.Count; left > 0; left--)
        {
            GroupMachine group = _toTidy.Dequeue();
            if (!group.IsAwake && now - group.RestingSince < after)
                _toTidy.Enqueue(group);
            else
            {
                group.IsToBeTidied = false;
                if (!group.IsAwake)
                    group.Tidy();
            }
        }
    }
}
