namespace Cohort.Simulation.Linearizability;

/// <summary>
/// The calls that never returned: each may be placed anywhere after it was called, or nowhere. Of those that ask the same,
/// the one called first can do whatever a later one can, so they are placed in that order only.
/// </summary>
internal sealed class PendingCalls(IReadOnlyList<Invocation> calls)
{
    private readonly bool[] _placed = new bool[calls.Count];
    private readonly int[] _sameBefore = [.. calls.Select((call, place) => SameBefore(calls, place))];

    public Invocation this[int place] => calls[place];

    /// <summary>The first call from a place on that may come before a step; -1 if there is none.</summary>
    public int NextFrom(int place, int step)
    {
        for (; place < calls.Count && calls[place].Called < step; place++)
            if (!_placed[place] && (_sameBefore[place] < 0 || _placed[_sameBefore[place]]))
                return place;
        return -1;
    }

    public void Place(int place) => _placed[place] = true;

    public void TakeBack(int place) => _placed[place] = false;

    private static int SameBefore(IReadOnlyList<Invocation> calls, int place)
    {
        int before = place - 1;
        while (
            before >= 0 && (calls[before].Kind != calls[place].Kind || calls[before].Argument != calls[place].Argument)
        )
            before--;
        return before;
    }
}
