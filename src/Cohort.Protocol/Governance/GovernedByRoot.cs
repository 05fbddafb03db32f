using Cohort.Protocol.Views;

namespace Cohort.Protocol.Governance;

/// <summary>
/// The directory decides, in the root group. A group survives down to its last member that holds the state, as long as the
/// root has its quorum: the root says who is gone, so no group needs a majority of its own.
/// </summary>
internal sealed class GovernedByRoot(RootGroup root, ProcessId self, bool isDurable = false) : IViewAuthority
{
    public Anchor Anchor => Anchor.None;

    /// <inheritdoc/>
    /// <remarks>A root that has just been formed anew may have members of a group that keeps a log, and not know yet what became of
    /// it.</remarks>
    public bool MayWork => root.HoldsLease && (!isDurable || root.Directory.Keeping.IsRecalled);

    public string Trouble =>
        root.HoldsLease ? root.WaitsForDisks : $"no contact with the root group's quorum: {root.Trouble}";

    public bool DecidesByAccepts => false;

    public bool Admits(ProcessId process) => root.Directory.Has(process);

    public bool Stands(View view, Member member) =>
        root.Directory.Find(view.Group) is { } entry
            ? root.Directory.Stands(entry, member.Id)
            : root.Directory.Has(member.Process);

    public bool MayLead(View view, ReadOnlySpan<bool> counts, ReadOnlySpan<bool> trusted) =>
        MayWork && trusted.Contains(true);

    public bool Suffices(View view, ReadOnlySpan<bool> counts, ReadOnlySpan<bool> members)
    {
        if (Quorum.Is(counts, members))
            return true;
        for (int rank = 0; rank < counts.Length; rank++)
            if (counts[rank] && !members[rank] && Stands(view, view.Members[rank]))
                return Mutants.Has(Mutant.OneMayExpelAll);
        return members.Contains(true);
    }

    public void Submit(View view, Proposal value, ReadOnlySpan<bool> leaving)
    {
        var ranks = new List<int>();
        for (int rank = 0; rank < leaving.Length; rank++)
            if (leaving[rank])
                ranks.Add(rank);
        MemberId by = view.Members[view.RankOf(self)].Id;
        root.Submit(new DirectoryCommand.Succeed(view.Group, view.Number, by, value, [.. ranks]));
    }
}
