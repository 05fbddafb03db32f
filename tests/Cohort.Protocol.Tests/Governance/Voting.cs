using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Governance;

/// <summary>Section 10: some nodes vote in the root group, the others (a star marks them) follow.</summary>
public sealed class Voting
{
    private static string Members(Cluster cluster, string at) =>
        cluster[at].Root!.ToString()[(cluster[at].Root!.ToString().IndexOf('[', StringComparison.Ordinal) + 1)..^1];

    [Fact]
    public void Beyond_the_voters_the_nodes_follow()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c", "d e f");
        Assert.Equal("a b c d* e* f*", Members(cluster, at: "f"));
    }

    [Fact]
    public void Of_more_seeds_than_voters_the_others_follow_as_soon_as_the_cluster_has_begun()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c d e");
        Assert.Equal("a b c d* e*", Members(cluster, at: "e"));
    }

    [Theory]
    [InlineData("a", "b c d e* f*")]
    [InlineData("c", "a b d e* f*")]
    public void A_voter_that_dies_is_replaced_in_the_change_that_leaves_it_out(string victim, string expected)
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c", "d e f");
        ulong before = cluster["f"].Root!.Number.Value;
        cluster.Kill(victim);
        cluster.RunUntilRootIsWhole();
        Assert.Equal(expected, Members(cluster, at: "f"));
        Assert.Equal(before + 1, cluster["f"].Root!.Number.Value);
    }

    [Fact]
    public void One_voter_after_another_may_die_as_long_as_others_take_their_place()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c d e", "x y");
        foreach (string victim in new[] { "a", "b" })
        {
            cluster.Kill(victim);
            cluster.RunUntilRootIsWhole();
        }
        Assert.Equal("c d e x* y*", Members(cluster, at: "y"));
    }

    [Fact]
    public void Those_that_follow_are_in_no_quorum()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c", "d e f");
        cluster.Partition("a", "d", "e", "f");
        cluster.RunUntil(() => cluster["b"].Root!.Members.Length == 2, what: "a view of the two voters");
        Assert.Equal("b c", Members(cluster, at: "b"));
        Assert.All(new[] { "a", "d", "e", "f" }, name => Assert.Equal(6, cluster[name].Root!.Members.Length));
        cluster.Heal();
        cluster.RunUntilRootIsWhole();
    }

    [Fact]
    public void A_seed_that_comes_back_votes_from_the_next_change_on()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c", "d e f");
        cluster.Kill("b");
        cluster.RunUntilRootIsWhole();
        cluster.Start("b", group: null);
        cluster.RunUntilRootIsWhole();
        cluster.RunSeconds(1);
        Assert.Equal("a c d e* f* b*", Members(cluster, at: "f"));
        cluster.Kill("f");
        cluster.RunUntilRootIsWhole();
        Assert.Equal("a c b d* e*", Members(cluster, at: "e"));
        Assert.Equal("a c b d* e*", Members(cluster, at: "d"));
    }

    [Fact]
    public void Groups_of_those_that_follow_are_as_any_other()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c", "d e f");
        cluster.Join("g", "e", "f", "d");
        cluster["e"].Send("before");
        cluster.RunUntilDelivered(1, "d", "e", "f");
        cluster.Kill("e");
        cluster.Kill("d");
        cluster.RunUntilView("f");
        cluster["f"].Send("after");
        cluster.RunUntilDelivered(2, "f");
    }

    [Fact]
    public void One_that_votes_no_more_has_what_it_asked_for()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c", "d e f");
        cluster.Join("g", "d");
        cluster.Kill("b");
        cluster.RunUntilRootIsWhole();
        cluster.Start("b", group: null);
        cluster.RunUntilRootIsWhole();
        cluster.RunSeconds(1);
        cluster["d"].Join("h", governed: true);
        cluster.Kill("f");
        cluster.RunUntilRootIsWhole();
        cluster.RunUntil(() => cluster["d"].Group("h").Status == GroupStatus.Active);
        cluster["e"].Join("h", governed: true);
        cluster.RunUntil(() => cluster["e"].Group("h").View?.Members.Length == 2);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public void What_is_asked_of_a_voter_that_does_not_answer_is_asked_of_another(string deaf)
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c", "d");
        cluster.Network.Lose(FrameType.Request, to: deaf);
        cluster.Join("g", "d");
        cluster["d"].Leave();
        cluster.RunUntil(() => cluster["d"].Status == GroupStatus.Left);
        cluster.Join("g", "d");
    }

    [Fact]
    public void A_request_that_makes_no_sense_stops_nobody()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c", "d");
        View root = cluster["a"].Root!;
        cluster.Inject(
            "d",
            "a",
            FrameType.Request,
            body =>
            {
                body.Id(root.Group);
                body.Number(root.Number.Value);
                body.Number(1);
                body.Byte(99);
            }
        );
        cluster.Settle();
        Assert.Contains(
            cluster["a"].Warnings,
            warning => warning.Contains("Request made no sense", StringComparison.Ordinal)
        );
        cluster.Join("g", "d");
    }

    [Fact]
    public void One_that_was_left_behind_takes_the_directory_anew()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c", "d e");
        cluster.Network.HoldBack(frame => frame.To == "e" && frame.Type is FrameType.StreamItems or FrameType.Install);
        cluster.Join("g", "a");
        cluster.Kill("d");
        cluster.RunUntil(() => cluster["a"].Root!.Members.All(member => member.Name != "d"));
        cluster.Start("d", group: null);
        cluster.RunSeconds(1);
        cluster.Network.Release();
        cluster.RunUntilRootIsWhole();
        cluster["e"].Join("g", governed: true);
        cluster.RunUntil(() => cluster["e"].Group("g").View?.Members.Length == 2);
    }

    [Fact]
    public void Those_that_follow_say_nothing_to_each_other()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b c", "d e f");
        cluster.RunSeconds(1);
        Assert.DoesNotContain(cluster["d"].Connections.Values, connection => connection.Node.Name is "e" or "f");
        cluster.Join("g", "d");
        Assert.Contains(cluster["d"].Connections.Values, connection => connection.Node.Name is "a");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("w")]
    public void Of_two_nodes_and_a_witness_any_may_die(string victim)
    {
        var cluster = new Cluster { Seeds = ["a", "b", "w"], Governed = true };
        cluster.Start("a", group: null);
        cluster.Start("b", group: null);
        cluster.Start("w", group: null, witness: true);
        cluster.RunUntilRootIsWhole();
        cluster.Join("g", "a", "b");
        cluster["a"].Send("before");
        cluster.RunUntilDelivered(1, "a", "b");
        cluster.Kill(victim);
        string[] left = [.. new[] { "a", "b" }.Where(name => name != victim)];
        cluster.RunUntilRootIsWhole();
        cluster.RunUntilView(left);
        cluster[left[0]].Send("after");
        cluster.RunUntilDelivered(2, left);
    }

    [Fact]
    public void A_witness_joins_no_group_and_says_so()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b");
        cluster.Start("w", group: null, witness: true).Join("g", governed: true);
        cluster.Settle();
        Assert.Equal(GroupStatus.Failed, cluster["w"].Status);
        Assert.Contains("witness", cluster["w"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_witness_votes_before_nodes_that_are_no_seeds()
    {
        Cluster cluster = Cluster.WithVoters(3, "a b", "d e");
        cluster.Start("w", group: null, witness: true);
        cluster.RunUntilRootIsWhole();
        cluster.Kill("e");
        cluster.RunUntilRootIsWhole();
        Assert.Equal("a b w d*", Members(cluster, at: "w"));
    }
}
