using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Durability;

/// <summary>Those who had the last state of a group are gone for good: an operator decides from which log it goes on.</summary>
public sealed class Choosing
{
    private static readonly string[] s_seeds = ["r", "s", "t"];

    /// <summary>Three seeds; and members a and b, of which a died first: what b alone had delivered is y.</summary>
    private static Cluster WithLostLast()
    {
        Cluster cluster = With("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a", "b");
        cluster.Kill("a");
        cluster.RunUntilView("b");
        cluster["b"].Send("y", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, "b");
        return cluster;
    }

    private static Cluster With(params string[] members)
    {
        var cluster = new Cluster
        {
            Seeds = s_seeds,
            Governed = true,
            HasDisks = true,
        };
        foreach (string name in s_seeds)
            cluster.Start(name, group: null);
        cluster.RunUntilRootIsWhole();
        for (int at = 0; at < members.Length; at++)
        {
            Restart(cluster, members[at]);
            cluster.RunUntilView(members[..(at + 1)]);
        }
        return cluster;
    }

    private static void Restart(Cluster cluster, string name)
    {
        cluster.Start(name, group: null);
        cluster[name].Join("g", governed: true, durable: true);
    }

    private static GroupInfo Known(Cluster cluster, string at = "r") => cluster[at].Directory.Groups["g"];

    private static void RunUntilOffered(Cluster cluster, params string[] names) =>
        cluster.RunUntil(
            () =>
                cluster["r"].Directory.Groups.TryGetValue("g", out GroupInfo? group)
                && group.Offers.Select(offer => offer.Name).Order().SequenceEqual(names),
            what: $"the logs of {string.Join(' ', names)} are known"
        );

    private static LogChoice Choice(Cluster cluster, string from)
    {
        GroupInfo group = Known(cluster);
        LogOffer offer = group.Offers.Single(offer => offer.Name == from);
        return new LogChoice(group.Id, group.View.Number, offer.Address, offer.Formation, offer.View);
    }

    private static void Choose(Cluster cluster, string at, string from) =>
        cluster[at].Take(Input.ChooseLog(Choice(cluster, from)));

    [Fact]
    public void It_goes_on_from_the_chosen_log_and_every_node_is_told_what_may_be_lost()
    {
        Cluster cluster = WithLostLast();
        GroupId lost = cluster["b"].View!.Group;
        cluster.Kill("b");
        Restart(cluster, "a");
        RunUntilOffered(cluster, "a");
        Assert.Contains("This node's log goes up to v2", cluster["a"].Reason, StringComparison.Ordinal);
        Choose(cluster, "s", "a");
        cluster.RunUntilView("a");
        Assert.Equal(["x"], cluster["a"].Delivered);
        Assert.Equal(lost, cluster["a"].Views[^1].Continues);
        foreach (string name in (string[])["r", "s", "t", "a"])
        {
            string warning = Assert.Single(
                cluster[name].Warnings,
                text => text.Contains("an operator has decided", StringComparison.Ordinal)
            );
            Assert.Contains("from the log of a (a)", warning, StringComparison.Ordinal);
            Assert.Contains("ends in v2", warning, StringComparison.Ordinal);
            Assert.Contains("last view was v3 [b]", warning, StringComparison.Ordinal);
        }
        Assert.Empty(Known(cluster).Offers);
        Assert.Null(Known(cluster).GoesOnFrom);
    }

    [Fact]
    public void Those_that_had_more_join_as_new_members_and_get_the_state()
    {
        Cluster cluster = WithLostLast();
        cluster.Kill("b");
        Restart(cluster, "a");
        RunUntilOffered(cluster, "a");
        Choose(cluster, "r", "a");
        cluster.RunUntilView("a");
        cluster["a"].Send("z", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, "a");
        Restart(cluster, "b");
        cluster.RunUntilView("a", "b");
        Assert.All(["a", "b"], name => Assert.Equal(["x", "z"], cluster[name].Delivered));
        // And from now on its log is one of the group's as any other.
        cluster.Kill("a");
        cluster.Kill("b");
        Restart(cluster, "b");
        cluster.RunUntilView("b");
        Assert.Equal(["x", "z"], cluster["b"].Delivered);
    }

    [Fact]
    public void A_log_that_was_given_up_never_takes_over()
    {
        Cluster cluster = WithLostLast();
        cluster.Kill("b");
        Restart(cluster, "a");
        RunUntilOffered(cluster, "a");
        Choose(cluster, "r", "a");
        cluster.RunUntilView("a");
        cluster.Kill("a");
        Restart(cluster, "b");
        cluster.RunSeconds(60);
        Assert.Equal(GroupStatus.Joining, cluster["b"].Status);
        Assert.Contains("of an earlier formation", cluster["b"].Reason, StringComparison.Ordinal);
        Restart(cluster, "a");
        cluster.RunUntilView("a", "b");
        Assert.All(["a", "b"], name => Assert.Equal(["x"], cluster[name].Delivered));
    }

    [Fact]
    public void Of_several_logs_the_operator_chooses_one()
    {
        Cluster cluster = With("a", "b", "c");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a", "b", "c");
        cluster.Kill("a");
        cluster.RunUntilView("b", "c");
        cluster["b"].Send("y", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, "b", "c");
        cluster.Kill("b");
        cluster.RunUntilView("c");
        cluster.Kill("c");
        Restart(cluster, "a");
        Restart(cluster, "b");
        RunUntilOffered(cluster, "a", "b");
        GroupInfo known = Known(cluster);
        Assert.True(known.Offers[0].View < known.Offers[1].View);
        Assert.All(known.Offers, offer => Assert.Equal(known.Id, offer.Formation));
        Choose(cluster, "t", "b");
        cluster.RunUntilView("a", "b");
        Assert.All(["a", "b"], name => Assert.Equal(["x", "y"], cluster[name].Delivered));
    }

    [Fact]
    public void A_log_of_an_earlier_formation_can_be_chosen()
    {
        Cluster cluster = With("a", "b");
        cluster["a"].Send("x", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a", "b");
        cluster.Kill("a");
        cluster.Kill("b");
        Restart(cluster, "b");
        cluster.RunUntilView("b");
        cluster["b"].Send("y", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(2, "b");
        GroupId last = cluster["b"].View!.Group;
        cluster.Kill("b");
        Restart(cluster, "a");
        RunUntilOffered(cluster, "a");
        Assert.NotEqual(last, Known(cluster).Offers[0].Formation);
        Choose(cluster, "r", "a");
        cluster.RunUntilView("a");
        Assert.Equal(["x"], cluster["a"].Delivered);
    }

    [Fact]
    public void Nothing_is_decided_while_somebody_is_there_who_held_the_state()
    {
        Cluster cluster = WithLostLast();
        cluster.Kill("b");
        Restart(cluster, "a");
        RunUntilOffered(cluster, "a");
        LogChoice choice = Choice(cluster, "a");
        Restart(cluster, "b");
        cluster.RunUntilView("a", "b");
        cluster["r"].Take(Input.ChooseLog(choice));
        // Nor where it is said of the formation that is there now.
        GroupInfo group = Known(cluster);
        cluster["r"].Take(Input.ChooseLog(choice with { Lost = group.Id, Last = group.View.Number }));
        cluster.RunSeconds(20);
        Assert.True(cluster.AreInView("a", "b"));
        Assert.Equal(group.Id, Known(cluster).Id);
        Assert.All(["a", "b"], name => Assert.Equal(["x", "y"], cluster[name].Delivered));
        Assert.DoesNotContain(cluster["r"].Warnings, text => text.Contains("operator", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_nothing_is_left_it_is_given_up_and_begins_with_nothing()
    {
        Cluster cluster = WithLostLast();
        cluster.Kill("b");
        GroupInfo lost = Known(cluster);
        cluster.Start("c", group: null);
        cluster["c"].Join("g", governed: true, durable: true);
        cluster.RunSeconds(20);
        Assert.Equal(GroupStatus.Joining, cluster["c"].Status);
        cluster["s"].Take(Input.ChooseLog(LogChoice.Nothing(lost.Id, lost.View.Number)));
        cluster.RunUntilView("c");
        Assert.Empty(cluster["c"].Delivered);
        Assert.All(
            ["r", "s", "t", "c"],
            name =>
                Assert.Contains(
                    cluster[name].Warnings,
                    text => text.Contains("that nothing is left of group 'g'", StringComparison.Ordinal)
                )
        );
        // Who had it joins as a new member, though its log has more.
        Restart(cluster, "b");
        cluster.RunUntilView("c", "b");
        Assert.Empty(cluster["b"].Delivered);
    }

    [Fact]
    public void One_whose_log_is_of_no_use_any_more_may_be_the_first_of_those_that_begin_with_nothing()
    {
        Cluster cluster = WithLostLast();
        cluster.Kill("b");
        Restart(cluster, "a");
        RunUntilOffered(cluster, "a");
        GroupInfo lost = Known(cluster);
        cluster["r"].Take(Input.ChooseLog(LogChoice.Nothing(lost.Id, lost.View.Number)));
        cluster.RunUntilView("a");
        Assert.Empty(cluster["a"].Delivered);
        cluster["a"].Send("z", delivery: Delivery.Durable);
        cluster.RunUntilDelivered(1, "a");
        cluster.Kill("a");
        Restart(cluster, "a");
        cluster.RunUntilView("a");
        Assert.Equal(["z"], cluster["a"].Delivered);
    }

    [Fact]
    public void It_is_not_given_up_while_somebody_is_there_who_held_the_state()
    {
        Cluster cluster = WithLostLast();
        GroupInfo group = Known(cluster);
        cluster["r"].Take(Input.ChooseLog(LogChoice.Nothing(group.Id, group.View.Number)));
        cluster.RunSeconds(20);
        Assert.Equal(group.Id, Known(cluster).Id);
        Assert.Equal(["x", "y"], cluster["b"].Delivered);
    }

    [Fact]
    public void A_founder_that_died_before_it_began_begins_when_it_is_back()
    {
        Cluster cluster = With();
        // Nothing that the directory says counts before the seeds' disks have it.
        foreach (string seed in s_seeds)
            cluster[seed].StopDisk();
        Restart(cluster, "a");
        cluster.RunUntil(() => cluster["r"].Directory.Groups.ContainsKey("g"), what: "it is in the directory");
        cluster.RunSeconds(5);
        Assert.Equal(GroupStatus.Joining, cluster["a"].Status);
        cluster.Kill("a");
        foreach (string seed in s_seeds)
            cluster[seed].GoOnWithDisk();
        cluster.RunUntil(() => Known(cluster).IsLost, what: "its founder is gone");
        Restart(cluster, "a");
        cluster.RunUntilView("a");
    }

    [Fact]
    public void A_log_that_nobody_offers_is_not_chosen()
    {
        Cluster cluster = WithLostLast();
        cluster.Kill("b");
        Restart(cluster, "a");
        RunUntilOffered(cluster, "a");
        LogChoice choice = Choice(cluster, "a");
        cluster["r"].Take(Input.ChooseLog(choice with { Address = "b" }));
        cluster["r"].Take(Input.ChooseLog(choice with { View = choice.View.Next }));
        cluster["r"].Take(Input.ChooseLog(choice with { Last = choice.View }));
        cluster.RunSeconds(20);
        Assert.Null(Known(cluster).GoesOnFrom);
        Assert.Equal(GroupStatus.Joining, cluster["a"].Status);
    }

    [Fact]
    public void Where_one_who_held_the_state_was_only_cut_off_the_decision_is_void()
    {
        Cluster cluster = WithLostLast();
        Restart(cluster, "a");
        cluster.RunUntilView("a", "b");
        cluster.Kill("a");
        cluster.RunUntilView("b");
        GroupId group = cluster["b"].View!.Group;
        cluster.Partition("b");
        cluster.RunUntil(() => Known(cluster).IsLost, what: "b is taken for gone");
        Restart(cluster, "a");
        foreach (string name in s_seeds.Append("a"))
            cluster.Cut("b", name);
        RunUntilOffered(cluster, "a");
        Choose(cluster, "r", "a");
        cluster.RunUntil(() => Known(cluster).GoesOnFrom == "a", what: "it is decided");
        cluster.Heal();
        cluster.RunUntil(() => cluster.AreInView("a", "b"), TimeSpan.FromSeconds(60), "b goes on");
        Assert.Equal(group, cluster["b"].View!.Group);
        Assert.Null(Known(cluster).GoesOnFrom);
        Assert.Equal(["x", "y"], cluster["a"].Delivered);
    }

    [Fact]
    public void A_decision_outlives_the_cluster()
    {
        Cluster cluster = WithLostLast();
        cluster.Kill("b");
        Restart(cluster, "a");
        RunUntilOffered(cluster, "a");
        Choose(cluster, "r", "a");
        cluster.RunUntil(() => s_seeds.All(name => Known(cluster, name).GoesOnFrom == "a"), what: "it is decided");
        cluster.Settle();
        string[] all = [.. s_seeds, "a"];
        foreach (string name in all)
            cluster.Kill(name);
        foreach (string name in s_seeds)
            cluster.Start(name, group: null);
        cluster.RunUntilRootIsWhole();
        cluster.RunUntil(() => cluster["r"].Directory.Groups.ContainsKey("g"), what: "the seeds' disks have it");
        Assert.Equal("a", Known(cluster).GoesOnFrom);
        Restart(cluster, "c");
        cluster.RunUntil(
            () => cluster["c"].Reason.Contains("from the log of a", StringComparison.Ordinal),
            what: "who waits says for whom"
        );
        Restart(cluster, "a");
        cluster.RunUntilView("a", "c");
        Assert.Equal(["x"], cluster["c"].Delivered);
    }

    [Fact]
    public void A_client_can_ask_for_it_and_sees_the_same()
    {
        Cluster cluster = WithLostLast();
        cluster.Kill("b");
        Restart(cluster, "a");
        RunUntilOffered(cluster, "a");
        TestClient client = cluster.Connect();
        client.FollowDirectory();
        cluster.RunUntil(() => client.Directory.Groups.ContainsKey("g"), what: "the client knows");
        GroupInfo seen = client.Directory.Groups["g"];
        Assert.Equal(Known(cluster).Offers, seen.Offers);
        Assert.True(seen is { KeepsLog: true, IsLost: true, GoesOnFrom: null });
        client.Take(Input.ChooseLog(Choice(cluster, "a")));
        cluster.RunUntilView("a");
        Assert.Equal(["x"], cluster["a"].Delivered);
    }

    [Fact]
    public void Whoever_dies_before_it_has_begun_can_begin_again()
    {
        Cluster cluster = WithLostLast();
        cluster.Kill("b");
        Restart(cluster, "a");
        RunUntilOffered(cluster, "a");
        cluster["a"].StopDisk();
        Choose(cluster, "r", "a");
        cluster.RunUntilView("a");
        // Nothing of that is on its disk.
        cluster.Kill("a");
        Restart(cluster, "a");
        cluster.RunUntilView("a");
        Assert.Equal(["x"], cluster["a"].Delivered);
    }
}
