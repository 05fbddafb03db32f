using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.StateTransfer;

/// <summary>A joiner that has missed something for good makes up for it with a newer state.</summary>
public sealed class BeginningAgain
{
    [Fact]
    public void One_that_missed_views_begins_with_the_state_of_the_last()
    {
        Cluster cluster = Cluster.Of("a", "b", "c", "d", "e");
        TestGroup x = cluster.Start("x", group: null).Join("g", begin: group => group.Loads = false);
        cluster.RunUntil(() => x.StatesLoaded == 1);
        ulong joined = x.View!.Members[^1].Id.Join;
        cluster.Network.Lose(frame => frame is { To: "x", Type: FrameType.Install or FrameType.StreamItems });
        cluster["a"].Send("missed");
        cluster.Kill("e");
        cluster.RunUntil(() => cluster["a"].View!.Number.Value == 2);
        cluster.Kill("d");
        cluster.RunUntil(() => cluster["a"].View!.Number.Value == 3);
        Assert.Equal(1UL, x.View!.Number.Value);
        cluster.Network.Release();
        cluster.RunUntil(() => x.StatesLoaded == 2);
        x.CatchUp();
        cluster.RunUntilView("a", "b", "c", "x");
        Assert.Equal(["missed"], x.Delivered);
        Assert.Equal(joined, x.View!.Members[^1].Id.Join);
        Assert.DoesNotContain(GroupStatus.Expelled, x.Statuses);
    }

    [Fact]
    public void What_overflows_while_it_waits_is_covered_by_a_newer_state()
    {
        Cluster cluster = Cluster.Of(new Limits { JoinerBuffer = 1000 }, "a", "b", "c");
        cluster["a"].Application.SavesAfter = TimeSpan.FromSeconds(1);
        cluster.Start("x");
        cluster.RunUntil(() => cluster["a"].Application.StatesTaken == 1);
        for (int i = 0; i < 50; i++)
            cluster["b"].Send($"{i} {new string('-', 100)}");
        cluster.RunUntilView("a", "b", "c", "x");
        cluster.RunUntilDelivered(50, "a", "x");
        Assert.Equal(cluster["a"].Delivered, cluster["x"].Delivered);
        Assert.Equal(1, cluster["x"].Application.StatesLoaded);
        Assert.InRange(cluster["a"].Application.StatesTaken, 2, 10);
    }

    [Fact]
    public void A_state_beyond_the_limit_is_refused_and_the_warning_says_so()
    {
        Cluster cluster = Cluster.Of(new Limits { StateSize = 1000 }, "a", "b");
        cluster["a"].Application.StatePadding = 1001;
        cluster.Start("x");
        cluster.RunUntil(() => cluster["a"].Warnings.Count > 0);
        Assert.Contains(cluster["a"].Warnings, text => text.Contains("1001 bytes") && text.Contains("limit of 1000"));
        cluster.RunUntilView("a", "b", "x"); // from b, whose state is small
    }

    [Fact]
    public void A_refused_state_is_not_asked_for_without_end()
    {
        Cluster cluster = Cluster.Of(new Limits { StateSize = 1000 }, "a", "b");
        cluster["a"].Application.StatePadding = 1001;
        cluster["b"].Application.StatePadding = 1001;
        cluster.Start("x");
        cluster.RunSeconds(10);
        Assert.Equal(GroupStatus.Joining, cluster["x"].Status);
        Assert.InRange(cluster["a"].Application.StatesTaken + cluster["b"].Application.StatesTaken, 2, 25);
    }

    [Fact]
    public void One_that_begins_anew_gets_no_state_from_a_donor_that_is_still_in_the_view_before()
    {
        Cluster cluster = Cluster.WithRoot("b", "c", "d");
        cluster.Join("g", "d", "c");
        // One change takes it out and in again; the donor, which leads that change, hears last that it is decided.
        cluster.Network.Lose(FrameType.Row, from: "c", to: "d");
        cluster.Network.Lose(FrameType.Report, from: "c", to: "d");
        int asked = cluster.Network.Count(FrameType.StateRequest);
        cluster["c"].Application.Fail("its handler threw");
        cluster["d"].Send("of the view that ends");
        TestGroup again = cluster["c"].Join("g", governed: true);
        cluster.RunUntil(() => cluster.Network.Count(FrameType.StateRequest) > asked, what: "asked for the state");
        cluster.Settle();
        Assert.Equal("v2 [d c]", cluster["d"].View!.ToString());
        cluster.Network.Release();
        cluster.Break("c", "d");
        cluster.RunUntilView("c", "d");
        Assert.Equal(["of the view that ends"], cluster["d"].Delivered);
        Assert.Equal(["of the view that ends"], again.Delivered);
    }
}
