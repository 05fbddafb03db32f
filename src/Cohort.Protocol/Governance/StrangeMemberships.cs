namespace Cohort.Protocol.Governance;

/// <summary>Memberships of this process that the directory has and this process has not: after half a suspicion time it says that they are
/// over.</summary>
/// <param name="context">The root group.</param>
/// <param name="abandon">Tells the directory.</param>
internal sealed class StrangeMemberships(GroupContext context, Action<DirectoryCommand.Abandon> abandon)
{
    private readonly SortedDictionary<GroupId, Strangeness> _strange = [];

    /// <param name="Since">When it was seen first.</param>
    /// <param name="IsTold">Whether the directory has been told.</param>
    private sealed record Strangeness(Instant Since, bool IsTold);

    /// <summary>Whether this process has said of a group that it is not in it: whoever founds it then would soon be put out of it.</summary>
    public bool HasGivenUp(GroupId group) => _strange.TryGetValue(group, out Strangeness? strange) && strange.IsTold;

    /// <summary>Looks at a group of the directory.</summary>
    /// <param name="entry">The group.</param>
    /// <param name="stands">Whether this process has a membership, or is about to.</param>
    public void Look(DirectoryEntry entry, Func<DirectoryEntry, MemberId, bool> stands)
    {
        int rank = entry.View.RankOf(context.Node.Process);
        _strange.TryGetValue(entry.Id, out Strangeness? strange);
        if (rank < 0 || entry.Over.Contains(entry.View.Members[rank].Id))
            _strange.Remove(entry.Id);
        else if (stands(entry, entry.View.Members[rank].Id))
        {
            // What was said may be on its way.
            if (strange is { IsTold: false })
                _strange.Remove(entry.Id);
        }
        else if (strange is null)
            _strange.Add(entry.Id, new Strangeness(context.Now, IsTold: false));
        else if (context.Now - strange.Since >= context.Node.SuspicionTime / 2)
        {
            _strange[entry.Id] = strange with { IsTold = true };
            abandon(new DirectoryCommand.Abandon(entry.Id, entry.View.Members[rank].Id));
        }
    }

    /// <summary>Forgets the groups that are not in the directory any more.</summary>
    public void Forget(ClusterDirectory directory)
    {
        foreach (GroupId gone in _strange.Keys.Where(id => directory.Find(id) is null).ToArray())
            _strange.Remove(gone);
    }
}
