using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Views;

/// <summary>Section 6: several lead at once, or none gets through at first.</summary>
public sealed class Ballots
{
    [Fact]
    public void Two_that_lead_at_once_agree_on_one_view()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d", "e");
        cluster.Cut("a", "b"); // each of them believes that the other is gone
        cluster.RunUntil(() => cluster["c"].View!.Number.Value > 0);
        cluster.RunSeconds(10);
        Assert.True(
            cluster
                .Network.Written.Where(frame => frame.Type == FrameType.Wedge)
                .Select(frame => frame.From)
                .Distinct()
                .Count() > 1
        );
        Assert.Equal(4, cluster["c"].View!.Members.Count(member => member.HoldsState));
        Assert.Equal(cluster["c"].History, cluster["d"].History);
        Assert.Equal(cluster["c"].History, cluster["e"].History);
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c", "d", "e");
    }

    [Fact]
    public void A_ballot_that_is_not_answered_is_followed_by_a_higher_one()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Network.Lose(FrameType.Wedged, from: "b");
        cluster.Kill("c");
        cluster.RunSeconds(5);
        ulong[] rounds =
        [
            .. cluster
                .Network.Written.Where(frame => frame.Type == FrameType.Wedge)
                .Select(frame => frame.Ballot.Round),
        ];
        Assert.True(rounds.Length >= 2);
        Assert.Equal(rounds.Order().Distinct(), rounds);
        Assert.Equal(GroupStatus.Changing, cluster["a"].Status);
        cluster.Network.Release();
        cluster.RunUntilView("a", "b");
    }

    [Fact]
    public void A_member_that_knows_a_lower_rank_alive_does_not_answer_a_higher_one_at_once()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d", "e");
        cluster.CutOneWay("a", "e"); // e alone believes that a is gone, and b is next
        cluster.CutOneWay("a", "b");
        cluster.RunUntil(() => cluster.Network.Count(FrameType.WedgeRefused) > 0);
        Assert.Contains(cluster.Network.Written, frame => frame is { Type: FrameType.WedgeRefused, To: "b" });
        cluster.RunUntil(() => cluster["c"].View!.Number.Value > 0);
        cluster.RunSeconds(5);
        Assert.Equal(cluster["c"].History, cluster["d"].History);
    }

    [Fact]
    public void One_that_never_answers_the_wedge_is_left_out_in_the_end()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d", "e");
        cluster.Network.Lose(FrameType.Wedged, from: "c");
        cluster.Kill("e");
        cluster.RunUntil(() => cluster["a"].View!.Number.Value > 0);
        Assert.Equal("v1 [a b d]", cluster["a"].History[1]);
        cluster.Network.Release();
        cluster.RunUntilView("a", "b", "c", "d");
    }

    [Fact]
    public void A_proposal_of_a_lower_ballot_than_was_promised_is_not_accepted()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        View view = cluster["a"].View!;
        cluster.Inject("a", "c", FrameType.Wedge, body => Begin(body, view).Ballot(new Ballot(5, 0)));
        cluster.Inject("a", "c", FrameType.Propose, body => Propose(body, view, new Ballot(3, 0)));
        cluster.Inject("a", "c", FrameType.Propose, body => Propose(body, view, new Ballot(5, 0)));
        cluster.Settle();
        Ballot[] accepted =
        [
            .. cluster
                .Network.Written.Where(frame => frame is { Type: FrameType.Accepted, From: "c" })
                .Select(frame => frame.Ballot),
        ];
        Assert.DoesNotContain(new Ballot(3, 0), accepted);
        Assert.Contains(new Ballot(5, 0), accepted);
    }

    private static FrameWriter Begin(FrameWriter body, View view)
    {
        body.Id(view.Group);
        body.Number(view.Number.Value);
        return body;
    }

    private static void Propose(FrameWriter body, View view, Ballot ballot)
    {
        Begin(body, view).Ballot(ballot);
        body.Proposal(new Proposal(view.Members, [0, 0, 0]));
        body.Number(3);
        for (int sender = 0; sender < 3; sender++)
            body.Ranks([0]);
    }

    [Fact]
    public void What_comes_after_the_wedge_is_not_received()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        cluster.Network.Lose(FrameType.Wedge, to: "b");
        cluster.Network.Lose(FrameType.Propose);
        cluster.Kill("d");
        cluster.RunUntil(() => cluster["c"].Status == GroupStatus.Changing);
        cluster["b"].Send("too late for c", Order.Fifo, Delivery.Received);
        cluster.RunUntil(() => Answers().Length > 1);
        Assert.All(Answers(), frame => Assert.Equal([0UL, 0, 0, 0], frame.Row));
        cluster.Network.Release();
        cluster.Break("a", "b"); // so that b hears of the wedge at once
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(["too late for c"], cluster["c"].Delivered);
        SentFrame[] Answers() =>
            [.. cluster.Network.Written.Where(frame => frame is { Type: FrameType.Wedged, From: "c" })];
    }

    [Fact]
    public void An_answer_that_the_network_lost_is_given_again()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        cluster.Network.Lose(FrameType.Accepted, from: "b");
        cluster.Network.Lose(FrameType.Accepted, from: "c");
        cluster.Kill("d");
        cluster.RunSeconds(1);
        cluster.Network.Release();
        cluster.RunUntilView("a", "b", "c");
    }

    [Fact]
    public void A_broken_connection_in_the_middle_of_a_change_costs_nobody_its_place()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d");
        foreach (FrameType type in (FrameType[])[FrameType.Wedged, FrameType.Accepted, FrameType.Install])
            cluster.Network.Before(frame => frame.Type == type, () => cluster.Break("a", "b"));
        cluster.Kill("d");
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(["v0 [a b c d]", "v1 [a b c]"], cluster["b"].History);
    }

    [Fact]
    public void Nothing_is_delivered_between_the_wedge_and_the_next_view()
    {
        Cluster cluster = Cluster.Of("a", "b", "c");
        cluster.Network.Lose(FrameType.Propose);
        cluster.Kill("c");
        cluster.RunUntil(() => cluster["b"].Status == GroupStatus.Changing);
        cluster["b"].Send("waits", Order.Fifo, Delivery.Received);
        cluster["a"].Send("waits too", Order.Fifo, Delivery.Received);
        cluster.RunSeconds(1);
        Assert.Empty(cluster["a"].Delivered);
        Assert.Empty(cluster["b"].Delivered);
        cluster.Network.Release();
        cluster.RunUntilDelivered(2, "a", "b");
        Assert.Equal("v1 [a b]", cluster["a"].History[1]);
        Assert.Equal("v1 [a b]", cluster["b"].History[1]);
    }
}
