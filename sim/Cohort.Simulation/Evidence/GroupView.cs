using System.Collections.Immutable;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>A view as the first to install it reported it, and everyone's stay in it.</summary>
internal sealed class GroupView(Formation formation, ViewNumber number)
{
    public Formation Formation { get; } = formation;

    public ViewNumber Number { get; } = number;

    /// <summary>The first report; null where no application was shown the view.</summary>
    public ViewInstalled? First { get; set; }

    /// <summary>The members in rank order; none where no application was shown the view.</summary>
    public ImmutableArray<Member> Members => First?.Members ?? [];

    public List<Stay> Stays { get; } = [];

    public Member? Find(MemberId? id)
    {
        foreach (Member member in Members)
            if (member.Id == id)
                return member;
        return null;
    }

    public override string ToString() =>
        $"{Number} [{string.Join(' ', Members.Select(member => $"{member}{(member.HoldsState ? "" : "*")}"))}]";
}
