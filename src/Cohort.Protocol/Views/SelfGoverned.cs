namespace Cohort.Protocol.Views;

/// <summary>The members decide among themselves: a quorum of the view that ends, anchored in the listed addresses.</summary>
internal sealed class SelfGoverned(Anchor anchor) : IViewAuthority
{
    public Anchor Anchor => anchor;

    public bool MayWork => true;

    public string Trouble => "";

    public bool DecidesByAccepts => true;

    public bool Admits(ProcessId process) => true;

    public bool Stands(View view, Member member) => true;

    public bool MayLead(View view, ReadOnlySpan<bool> counts, ReadOnlySpan<bool> trusted) => Quorum.Is(counts, trusted);

    public bool Suffices(View view, ReadOnlySpan<bool> counts, ReadOnlySpan<bool> members) =>
        Quorum.Is(counts, members);

    public void Submit(View view, Proposal value, ReadOnlySpan<bool> leaving) =>
        throw new System.Diagnostics.UnreachableException();
}
