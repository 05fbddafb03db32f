using Cohort.Protocol;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// What the logs of joiners have of views, and cannot go on from: the state, or what they lacked, is not on the disk yet. That counts for
/// nothing, and may be let go of. What such a log has had of the group before is another copy.
/// </summary>
internal sealed class UnfinishedCopies
{
    // With which view the member joined that was at an address in a view, and did not hold the state.
    private readonly Dictionary<(string Address, GroupId, ViewNumber), ulong> _joiners = [];

    // The last view from which on a log has had all.
    private readonly Dictionary<(string Address, GroupId), ViewNumber> _whole = [];

    public void Take(LoggedViewBegan view)
    {
        // A process has an address after another one, whose member may be in the view still.
        foreach (Member member in view.Members.OrderBy(member => member.Id.Join))
            if (member.HoldsState)
                _joiners.Remove((member.Process.Address, view.Formation, view.Number));
            else
                _joiners[(member.Process.Address, view.Formation, view.Number)] = member.Id.Join;
    }

    public void Take(LogHasState state) => Finish(state.Process.Address, state.Formation, state.View);

    public void Take(LogHasDifference difference) =>
        Finish(difference.Process.Address, difference.Formation, difference.View);

    /// <summary>Whether the log of an address has of a view only what a joiner has received.</summary>
    public bool Has(string address, GroupId formation, ViewNumber view) =>
        _joiners.TryGetValue((address, formation, view), out ulong joined)
        && !(_whole.TryGetValue((address, formation), out ViewNumber whole) && whole.Value >= joined);

    // What a joiner is given goes at least up to the view with which it joined.
    private void Finish(string address, GroupId formation, ViewNumber view)
    {
        if (!_whole.TryGetValue((address, formation), out ViewNumber known) || known < view)
            _whole[(address, formation)] = view;
    }
}
