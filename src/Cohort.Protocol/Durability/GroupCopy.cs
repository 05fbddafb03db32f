using Cohort.Protocol.StateTransfer;

namespace Cohort.Protocol.Durability;

/// <summary>
/// What a log has of a group: a state, and what was received in the views from then on. With it a group whose members have all
/// died goes on.
/// </summary>
public sealed class GroupCopy
{
    internal GroupCopy(string name, GroupId formation) => (Name, Formation) = (name, formation);

    /// <summary>The group's name.</summary>
    public string Name { get; }

    /// <summary>The last formation of it that the log knows.</summary>
    public GroupId Formation { get; private set; }

    /// <summary>What the state contains; null where it all began with none.</summary>
    internal StateLabel? Label { get; private set; }

    /// <summary>The formation that the label speaks of.</summary>
    internal GroupId Labelled { get; private set; }

    internal byte[] State { get; private set; } = [];

    /// <summary>The views, one after the other, perhaps of several formations of which each has gone on from the one before.</summary>
    internal List<ViewCopy> Views { get; } = [];

    /// <summary>Where in the log it begins.</summary>
    internal LogPlace At => Views[0].At;

    /// <summary>How many bytes the log has of it, but for the state.</summary>
    internal long Bytes => Views.Sum(view => view.Bytes);

    /// <summary>The view that it ends in.</summary>
    internal ViewCopy Last => Views[^1];

    /// <summary>Whether nothing is missing from the state to the last view.</summary>
    internal bool IsWhole
    {
        get
        {
            if (Views.Count == 0 || (Label is null && Views[0].View.Number.Value > 0))
                return false;
            if (Label is { } label && (Views[0].View.Group != Labelled || Views[0].View.Number != label.View))
                return false;
            for (int at = 0; at + 1 < Views.Count; at++)
                if (!Views[at].IsEnded || !Views[at + 1].Follows(Views[at]))
                    return false;
            return true;
        }
    }

    /// <summary>A state takes the place of all that it contains.</summary>
    internal void TakeState(GroupId formation, StateLabel label, byte[] state)
    {
        (Labelled, Label, State) = (formation, label, state);
        Views.RemoveAll(view => view.View.Group != formation || view.View.Number < label.View);
    }

    /// <summary>What it lacked is added, up to a view from which on it goes on in its own way.</summary>
    /// <param name="difference">What it lacked; it continues this copy.</param>
    /// <param name="own">What there is from that view on.</param>
    internal void TakeDifference(Difference difference, IEnumerable<ViewCopy> own)
    {
        difference.AddRestTo(Last);
        // What its member alone had received of its last view is none of the group's.
        Last.Cut = Mutants.Has(Mutant.OwnTailBeyondCutIsKept) ? Last.Row() : difference.Cut;
        Views.AddRange(difference.Views);
        Views.AddRange(own.Where(view => view.View.Number >= difference.Until));
        Formation = difference.Group;
    }

    /// <summary>Another formation goes on from here.</summary>
    internal void ContinuesAs(GroupId formation) => Formation = formation;
}
