using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Views;

public sealed class FormingAndChanging
{
    private static Cluster Three() => Cluster.Of("a", "b", "c");

    [Fact]
    public void A_node_without_seeds_forms_its_group_alone()
    {
        var cluster = new Cluster();
        TestNode a = cluster.Start("a");
        cluster.RunUntilView("a");
        a.Send("one");
        cluster.Run(TimeSpan.FromMilliseconds(50));
        Assert.Equal(["one"], a.Delivered);
    }

    [Fact]
    public void Listed_nodes_form_one_group_only_when_all_have_come()
    {
        var cluster = new Cluster { Seeds = ["a", "b", "c"] };
        cluster.Start("a");
        cluster.Start("b");
        cluster.Run(TimeSpan.FromSeconds(20));
        Assert.Null(cluster["a"].View);
        Assert.Contains("c (", cluster["a"].Reason);
        cluster.Start("c");
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(cluster["a"].View!.Group, cluster["c"].View!.Group);
    }

    [Fact]
    public void All_deliver_the_same_in_the_same_order()
    {
        Cluster cluster = Three();
        for (int i = 0; i < 100; i++)
            foreach (string name in (string[])["a", "b", "c"])
                cluster[name].Send($"{name}{i}");
        cluster.RunUntil(() =>
            cluster["c"].Delivered.Count == 300
            && cluster["a"].Delivered.Count == 300
            && cluster["b"].Delivered.Count == 300
        );
        Assert.Equal(cluster["a"].Delivered, cluster["b"].Delivered);
        Assert.Equal(cluster["a"].Delivered, cluster["c"].Delivered);
    }

    [Fact]
    public void A_killed_coordinator_is_out_of_the_view_at_once()
    {
        Cluster cluster = Three();
        cluster.Kill("a");
        cluster.RunUntil(
            () => cluster["b"].View!.Members.Length == 2 && cluster["c"].View!.Members.Length == 2,
            TimeSpan.FromMilliseconds(100)
        );
        cluster["c"].Send("after");
        cluster.RunUntil(() => cluster["b"].Delivered.Contains("after") && cluster["c"].Delivered.Contains("after"));
    }

    [Fact]
    public void A_restarted_node_joins_again_with_the_state()
    {
        Cluster cluster = Three();
        cluster["b"].Send("before");
        cluster.RunUntil(() => cluster["c"].Delivered.Count == 1);
        cluster.Kill("a");
        cluster.RunUntilView("b", "c");
        cluster.Start("a");
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(["before"], cluster["a"].Delivered);
        cluster["a"].Send("again");
        cluster.RunUntil(() => cluster["b"].Delivered.Count == 2 && cluster["a"].Delivered.Count == 2);
    }

    [Fact]
    public void A_broken_connection_causes_no_view_change()
    {
        Cluster cluster = Three();
        for (int i = 0; i < 50; i++)
        {
            cluster["a"].Send($"a{i}");
            cluster["b"].Send($"b{i}");
            cluster.Break("a", "b");
            cluster.Run(TimeSpan.FromMilliseconds(3));
        }
        cluster.RunUntil(() =>
            cluster["a"].Delivered.Count == 100
            && cluster["b"].Delivered.Count == 100
            && cluster["c"].Delivered.Count == 100
        );
        Assert.Single(cluster["a"].Views);
        Assert.Equal(cluster["a"].Delivered, cluster["c"].Delivered);
    }

    [Fact]
    public void A_leaver_leaves_and_the_others_go_on()
    {
        Cluster cluster = Three();
        cluster["a"].Send("last words");
        cluster["a"].Leave();
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Left);
        cluster.RunUntilView("b", "c");
        Assert.Contains("last words", cluster["b"].Delivered);
    }

    [Fact]
    public void A_paused_member_is_expelled_and_comes_back_as_a_new_one()
    {
        Cluster cluster = Three();
        cluster["a"].Pause();
        cluster.RunUntilView("b", "c");
        cluster["b"].Send("meanwhile");
        cluster.Run(TimeSpan.FromSeconds(1));
        cluster["a"].Continue();
        cluster.RunUntilView("a", "b", "c");
        Assert.Equal(["meanwhile"], cluster["a"].Delivered);
        Assert.NotEqual(0UL, cluster["b"].View!.Members[2].Id.Join);
    }

    [Fact]
    public void A_minority_blocks_and_returns()
    {
        Cluster cluster = Three();
        cluster.Cut("a", "b");
        cluster.Cut("a", "c");
        cluster.RunUntilView("b", "c");
        cluster.RunUntil(() => cluster["a"].Status == GroupStatus.Blocked);
        cluster.Heal();
        cluster.RunUntilView("a", "b", "c");
    }

    [Fact]
    public void Two_of_five_die_at_once()
    {
        var cluster = new Cluster { Seeds = ["a", "b", "c", "d", "e"] };
        foreach (string name in cluster.Seeds)
            cluster.Start(name);
        cluster.RunUntilView("a", "b", "c", "d", "e");
        cluster.Kill("a");
        cluster.Kill("b");
        cluster.RunUntilView("c", "d", "e");
    }
}
