using Cohort.Protocol.Views;

namespace Cohort.Protocol.Formation;

/// <summary>What the listed processes have said of their disks to one that seeks the root group: whether it may be in a formation, and,
/// for a person, whether the cluster can be formed anew without some of them.</summary>
internal sealed class KnownDisks(Anchor anchor, SeedDisk? own)
{
    private readonly LookupAnswer?[] _said = new LookupAnswer?[anchor.Seeds.Length];
    private bool _changed;

    /// <summary>A process has said what its disk has.</summary>
    public void Note(ProcessId of, LookupAnswer answer)
    {
        int place = anchor.Seeds.IndexOf(of.Address);
        if (place < 0)
            return;
        _changed |= _said[place]?.Origin != answer.Origin;
        _said[place] = answer;
    }

    /// <summary>Whether something is to be said in other words now.</summary>
    public bool TakeChange()
    {
        bool changed = _changed;
        _changed = false;
        return changed;
    }

    /// <summary>
    /// Whether a process whose disk is empty may be in a formation. What was on the disk before may have been one of those that a later
    /// formation rests on; so the others, as far as they have said nothing, must not have been enough for one with it.
    /// </summary>
    public bool LetsJoin(ulong epoch)
    {
        var unknown = new bool[_said.Length];
        for (int place = 0; place < unknown.Length; place++)
        {
            if (_said[place] is { } said && said.OnDisk > epoch)
                return false;
            unknown[place] = place == anchor.Place || _said[place] is null;
        }
        return !anchor.IsQuorum(unknown) || unknown.Count(known => known) == 1;
    }

    /// <summary>Whether those that are in no group are enough to form it anew, with this process: a quorum of the disks that know the cluster, or all
    /// of the list.</summary>
    public bool MayForm
    {
        get
        {
            if (own is not null && AreAllFree)
                return true;
            var free = new bool[_said.Length];
            for (int one = 0; one < free.Length; one++)
            {
                for (int place = 0; place < free.Length; place++)
                    free[place] =
                        OriginAt(place) == OriginAt(one)
                        && (place == anchor.Place || _said[place]?.State == SeedState.Free);
                if (OriginAt(one) > 0 && anchor.IsQuorum(free))
                    return true;
            }
            return false;
        }
    }

    private bool AreAllFree
    {
        get
        {
            for (int place = 0; place < _said.Length; place++)
                if (place != anchor.Place && _said[place]?.State != SeedState.Free)
                    return false;
            return true;
        }
    }

    /// <summary>Who would be enough; empty where there are no disks that know anything.</summary>
    public string InWords()
    {
        ulong origin = OriginAt(anchor.Place) is > 0 and var mine ? mine : _said.Max(said => said?.Origin ?? 0);
        if (origin == 0)
            return "";
        string[] known = [.. anchor.Seeds.Where((_, place) => OriginAt(place) == origin)];
        string[] others =
        [
            .. anchor.Seeds.Where(
                (_, place) => (place == anchor.Place || _said[place] is not null) && OriginAt(place) != origin
            ),
        ];
        string without = others.Length == 0 ? "" : $"; that of {string.Join(" and ", others)} does not count";
        return $". A quorum of the seeds is enough where their disks are of this cluster, as that of {string.Join(" and ", known)} is{without}; "
            + "otherwise all of them have to be there";
    }

    private ulong OriginAt(int place) =>
        place < 0 ? 0
        : place == anchor.Place ? own?.Origin ?? 0
        : _said[place]?.Origin ?? 0;
}
