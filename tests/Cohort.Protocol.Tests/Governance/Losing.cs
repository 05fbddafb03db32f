using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Governance;

/// <summary>G2: no group is ever silently created anew, or twice.</summary>
public sealed class Losing
{
    [Fact]
    public void When_all_that_hold_the_state_have_died_it_is_lost_and_says_what_to_do()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        cluster.Join("g", "d", "e");
        cluster.Kill("d");
        cluster.Kill("e");
        TestGroup group = cluster["a"].Join("g", governed: true);
        cluster.RunUntil(() => group.Status == GroupStatus.Lost, TimeSpan.FromSeconds(60));
        Assert.Contains("d (d), e (e)", group.Reason);
        Assert.Contains("RecreateLost", group.Reason);
    }

    [Fact]
    public void What_is_lost_is_created_anew_only_by_whoever_asks_for_it_and_not_before_the_lease_is_over()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        cluster.Join("g", "e");
        GroupId before = cluster["e"].View!.Group;
        cluster.Partition("e");
        TestGroup group = cluster["a"].Join("g", governed: true, recreatesLost: true);
        cluster.RunUntil(() => cluster["e"].Status == GroupStatus.Blocked, TimeSpan.FromSeconds(60));
        Assert.Equal(GroupStatus.Joining, group.Status);
        cluster.RunUntil(() => group.Status == GroupStatus.Active, TimeSpan.FromSeconds(60));
        Assert.NotEqual(before, group.View!.Group);
        cluster.Heal();
        cluster.RunUntilView("a", "e");
        Assert.Contains(GroupStatus.Expelled, cluster["e"].Application.Statuses);
    }

    [Fact]
    public void One_that_comes_back_in_time_has_its_group_still()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        cluster.Join("g", "e");
        cluster["e"].Send("kept");
        cluster.RunUntilDelivered(1, "e");
        cluster.Partition("e");
        cluster["a"].Join("g", governed: true);
        cluster.RunUntil(() => cluster["e"].Status == GroupStatus.Blocked, TimeSpan.FromSeconds(60));
        cluster.Heal();
        cluster.RunUntilView("e", "a");
        Assert.Equal(["kept"], cluster["a"].Delivered);
        Assert.DoesNotContain(GroupStatus.Expelled, cluster["e"].Application.Statuses);
    }

    [Fact]
    public void One_without_state_begins_anew_when_none_of_its_members_is_left()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster["c"].Join("g", hasState: false, governed: true);
        cluster.RunUntilView("c");
        cluster.Kill("c");
        TestGroup group = cluster["a"].Join("g", hasState: false, governed: true);
        cluster.RunUntil(() => group.Status == GroupStatus.Active, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void One_that_begins_anew_counts_its_messages_from_the_beginning()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        TestGroup group = cluster["e"].Join("g", hasState: false, governed: true);
        cluster.RunUntilView("e");
        cluster["e"].Send("of the first formation");
        cluster.RunUntilDelivered(1, "e");
        GroupId before = group.View!.Group;
        cluster.Partition("e");
        TestGroup other = cluster["a"].Join("g", hasState: false, governed: true);
        cluster.RunUntil(() => other.Status == GroupStatus.Active, TimeSpan.FromSeconds(60));
        cluster.Kill("a");
        cluster.Heal();
        cluster.RunUntil(
            () => group.Status == GroupStatus.Active && group.View!.Group != before,
            TimeSpan.FromSeconds(60)
        );
        cluster["e"].Send("of the last");
        cluster.RunUntilDelivered(2, "e");
        Assert.Equal([1UL, 1], group.Positions);
    }

    [Fact]
    public void One_that_was_stopped_while_it_joined_does_not_come_to_what_others_have_gone_on_with()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        cluster.Join("g", "e");
        cluster["e"].Application.Saves = false;
        TestGroup joining = cluster["d"].Join("g", governed: true);
        cluster.RunUntil(() => cluster["e"].Application.StatesTaken == 1);
        cluster["d"].Pause();
        // Its state is on the way, and a message behind it.
        cluster["e"].Application.CatchUp();
        cluster["e"].Send("long ago", Order.Fifo, Delivery.Received);
        cluster.RunUntil(() => cluster["e"].View!.Members.Length == 1, TimeSpan.FromSeconds(60));
        cluster.RunSeconds(20);
        ViewNumber gone = cluster["e"].View!.Number;
        cluster["d"].Continue();
        Assert.Equal((0, 0), (joining.Views.Count, joining.StatesLoaded));
        cluster.RunUntilView("e", "d");
        Assert.All(joining.Views, change => Assert.True(change.View.Number > gone));
        Assert.Equal(["long ago"], cluster["d"].Delivered);
    }

    [Fact]
    public void One_whose_founder_has_to_wait_for_its_lease_is_not_given_up_meanwhile()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        cluster.Network.Lose(FrameType.LeaseGrant, to: "e");
        TestGroup group = cluster["e"].Join("g", governed: true);
        cluster.RunUntil(() => group.Reason == "created in the directory");
        cluster.Run(cluster.SuspicionTime);
        Assert.Equal("created in the directory", group.Reason);
        cluster.Network.Release();
        cluster.RunUntilView("e");
        cluster["e"].Send("kept");
        cluster.Run(3 * cluster.SuspicionTime);
        Assert.DoesNotContain(GroupStatus.Expelled, group.Statuses);
        cluster["a"].Join("g", governed: true);
        cluster.RunUntilView("e", "a");
        Assert.Equal(["kept"], cluster["a"].Delivered);
    }

    [Fact]
    public void Who_was_put_out_and_has_the_state_of_what_is_lost_is_told_to_join_again()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c", "d", "e");
        TestGroup before = cluster["e"].Join("g", governed: true, recreatesLost: true);
        cluster.RunUntilView("e");
        cluster.Partition("e");
        TestGroup anew = cluster["a"].Join("g", governed: true, recreatesLost: true);
        cluster.RunUntil(() => anew.Status == GroupStatus.Active, TimeSpan.FromSeconds(60));
        cluster.Kill("a");
        cluster.Heal();
        cluster.RunUntil(() => before.Status == GroupStatus.Lost, TimeSpan.FromSeconds(120));
        Assert.Contains("Join it again", before.Reason);
        TestGroup again = cluster["e"].Join("g", governed: true, recreatesLost: true);
        cluster.RunUntil(() => again.Status == GroupStatus.Active, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void One_that_stopped_without_the_others_agreement_is_left_out()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "a", "b");
        cluster["a"].Application.Fail("a handler threw");
        cluster.RunUntilView("b");
    }

    [Fact]
    public void When_the_last_member_fails_while_its_process_lives_the_state_is_lost()
    {
        Cluster cluster = Cluster.WithRoot("a", "b", "c");
        cluster.Join("g", "a");
        cluster["a"].Application.Fail("a handler threw");
        TestGroup group = cluster["b"].Join("g", governed: true);
        cluster.RunUntil(() => group.Status == GroupStatus.Lost, TimeSpan.FromSeconds(60));
    }
}
