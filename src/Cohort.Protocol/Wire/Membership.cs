using System.Collections.Immutable;
using Cohort.Protocol.Views;

namespace Cohort.Protocol.Wire;

/// <summary>How members, ballots and proposals look in a frame.</summary>
internal static class Membership
{
    public static void Members(this FrameWriter writer, ImmutableArray<Member> members)
    {
        writer.Number(members.Length);
        foreach (Member member in members)
        {
            writer.Id(member.Id);
            writer.Text(member.Name);
            writer.Flag(member.HoldsState);
        }
    }

    public static ImmutableArray<Member> Members(this ref FrameReader reader, Limits limits)
    {
        int count = reader.Count(limits.LongestView);
        var members = ImmutableArray.CreateBuilder<Member>(count);
        for (int i = 0; i < count; i++)
            members.Add(new Member(reader.MemberId(), reader.Text(), reader.Flag()));
        return members.MoveToImmutable();
    }

    public static void Ballot(this FrameWriter writer, Ballot ballot)
    {
        writer.Number(ballot.Round);
        writer.Number(ballot.Rank);
    }

    public static Ballot Ballot(this ref FrameReader reader, Limits limits) =>
        new(reader.Number(), reader.Below(limits.LongestView));

    public static void Proposal(this FrameWriter writer, Proposal proposal)
    {
        writer.Members(proposal.Next);
        writer.Numbers(proposal.Cut.AsSpan());
    }

    public static Proposal Proposal(this ref FrameReader reader, Limits limits) =>
        new(reader.Members(limits), ImmutableArray.Create(reader.Numbers()));
}
