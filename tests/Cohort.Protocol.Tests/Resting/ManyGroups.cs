using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Resting;

/// <summary>A node belongs to hundreds of groups at little cost: nothing is done for one in which nothing happens.</summary>
public sealed class ManyGroups
{
    private const int Count = 20;
    private static readonly string[] s_all = ["a", "b", "c"];

    [Fact]
    public void A_group_in_which_nothing_happens_rests()
    {
        Cluster cluster = WithGroups();
        Assert.All(s_all, name => Assert.Equal(0, cluster[name].GroupsAwake));
    }

    [Fact]
    public void Only_the_group_in_use_is_awake()
    {
        Cluster cluster = WithGroups();
        TestGroup used = cluster["b"].Group("g7");
        for (int i = 0; i < 50; i++)
        {
            used.Send($"{i}");
            cluster.RunSeconds(0.001);
            Assert.All(s_all, name => Assert.InRange(cluster[name].GroupsAwake, 0, 1));
        }
        cluster.Settle();
        Assert.All(s_all, name => Assert.Equal(50, cluster[name].Group("g7").Delivered.Count));
    }

    [Fact]
    public void An_idle_group_costs_no_traffic()
    {
        Cluster cluster = WithGroups();
        int before = cluster.Network.Written.Count;
        cluster.RunSeconds(10);
        IEnumerable<FrameType> sent = cluster
            .Network.Written.Skip(before)
            .Select(frame => frame.Type)
            .Distinct()
            .Order();
        // Of the links, and of the root.
        Assert.Equal([FrameType.Heartbeat, FrameType.LeaseRequest, FrameType.LeaseGrant], sent);
    }

    [Fact]
    public void A_death_is_decided_for_all_groups_in_a_few_messages_of_the_root()
    {
        Cluster cluster = WithGroups();
        int before = cluster.Network.Written.Count;
        cluster.Kill("a");
        cluster.RunUntil(() => Everywhere(view => view.Members.Length == 2, "b", "c"), what: "views of two");
        int inRoot = cluster.Network.Written.Skip(before).Count(frame => frame.Type == FrameType.StreamItems);
        Assert.InRange(inRoot, 1, 12);
    }

    [Fact]
    public void A_long_rest_is_not_taken_for_a_long_change()
    {
        Cluster cluster = WithGroups();
        cluster.RunSeconds(120);
        cluster.Start("d", group: null);
        for (int i = 0; i < Count; i++)
            cluster["d"].Join($"g{i}", governed: true);
        cluster.RunUntil(() => Everywhere(view => view.Members.All(member => member.HoldsState), "d"), what: "all");
        for (int i = 0; i < Count; i++)
            Assert.All(s_all, name => Assert.DoesNotContain(GroupStatus.Blocked, GroupAt(name, i).Statuses));

        TestGroup GroupAt(string name, int group) => cluster[name].Group($"g{group}");
    }

    [Fact]
    public void All_groups_stop_when_the_lease_is_over()
    {
        Cluster cluster = WithGroups();
        cluster.Partition("a");
        cluster.RunUntil(
            () => Enumerable.Range(0, Count).All(i => cluster["a"].Group($"g{i}").Status == GroupStatus.Blocked),
            what: "all blocked"
        );
        cluster.Heal();
        cluster.RunUntil(() => Everywhere(view => view.Members.Length == 3, s_all), what: "all back");
    }

    [Fact]
    public void After_a_long_rest_it_goes_on_as_before()
    {
        Cluster cluster = WithGroups();
        for (int round = 1; round <= 3; round++)
        {
            foreach (string name in s_all)
                cluster[name].Group("g3").Send($"{name}{round}");
            cluster.RunUntil(
                () => s_all.All(name => cluster[name].Group("g3").Delivered.Count == 3 * round),
                what: $"round {round}"
            );
            int rests = cluster["a"].Group("g3").Rests;
            cluster.RunSeconds(1);
            Assert.Equal(rests, cluster["a"].Group("g3").Rests);
            cluster.RunSeconds(9);
            Assert.Equal(rests + 1, cluster["a"].Group("g3").Rests);
        }
        Assert.Equal(cluster["a"].Group("g3").Delivered, cluster["c"].Group("g3").Delivered);
    }

    [Fact]
    public void Who_was_left_out_before_a_long_rest_learns_it_afterwards()
    {
        Cluster cluster = WithGroups();
        cluster.Unplug("c");
        cluster.RunUntil(() => Everywhere(view => view.Members.Length == 2, "a", "b"), what: "views of two");
        cluster.RunSeconds(60);
        Assert.All(["a", "b"], name => Assert.Equal(0, cluster[name].GroupsAwake));
        cluster.Heal();
        cluster.RunUntil(() => Everywhere(view => view.Members.Length == 3, s_all), what: "all back");
    }

    private Cluster? _cluster;

    private bool Everywhere(Func<View, bool> holds, params string[] names) =>
        names.All(name =>
            Enumerable
                .Range(0, Count)
                .All(i =>
                    _cluster![name].Group($"g{i}") is { Status: GroupStatus.Active, View: { } view } && holds(view)
                )
        );

    private Cluster WithGroups()
    {
        _cluster = Cluster.WithRoot(s_all);
        foreach (string name in s_all)
            for (int i = 0; i < Count; i++)
                _cluster[name].Join($"g{i}", governed: true);
        _cluster.RunUntil(() => Everywhere(view => view.Members.Length == 3, s_all), what: "all groups");
        _cluster.RunSeconds(10);
        return _cluster;
    }
}
