using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;
using Cohort.Toolkit.Tests.Locks;

namespace Cohort.Toolkit.Tests.Elections;

/// <summary>E1 at real nodes.</summary>
public sealed class ElectionTests
{
    [Fact]
    public async Task The_candidate_that_stood_first_leads_and_the_next_when_it_resigns()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupElections[] elections = await cluster.EachAsync(node => node.ElectionsAsync("elections"));
        Candidacy first = await elections[2].RunForAsync("leader").Soon();
        Candidacy second = await elections[0].RunForAsync("leader").Soon();
        ulong term = await first.ElectedAsync().Soon();
        Assert.True(first.IsLeader);
        Assert.False(second.IsLeader);
        Assert.Equal(0UL, second.Term);
        await Waiting.Until(() => elections[1].Local.CandidatesOf("leader").Count == 2);
        Leadership leader = elections[1].Local.LeaderOf("leader")!;
        Assert.Equal((cluster[2].Node.Process, term), (leader.Member.Process, leader.Term));
        Assert.Null(elections[1].Local.LeaderOf("another"));
        await first.DisposeAsync();
        Assert.True(first.Lost.IsCancellationRequested);
        Assert.False(first.IsLeader);
        Assert.True(await second.ElectedAsync().Soon() > term);
        Assert.True(second.IsLeader);
    }

    [Fact]
    public async Task Another_takes_over_from_one_that_is_cut_off_which_hears_of_that()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupElections[] elections = await cluster.EachAsync(node => node.ElectionsAsync("elections"));
        Candidacy first = await elections[0].RunForAsync("leader").Soon();
        ulong term = await first.ElectedAsync().Soon();
        Candidacy second = await elections[1].RunForAsync("leader").Soon();
        Task lost = first.Lost.Cancelled();
        cluster[0].Links.CutOff();
        Assert.True(await second.ElectedAsync().Soon() > term);
        await lost.Soon();
        Assert.False(first.IsLeader);
        Assert.Equal(term, first.Term);
        cluster[0].Links.Heal();
        // Its candidacy is over: it stands again, and waits.
        await first.DisposeAsync();
        await using Candidacy again = await elections[0].RunForAsync("leader").Soon();
        Assert.False(again.IsLeader);
        await second.DisposeAsync();
        Assert.True(await again.ElectedAsync().Soon() > second.Term);
    }

    [Fact]
    public async Task One_that_stands_while_it_is_put_out_stands_on_when_it_is_back()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        GroupElections[] elections = await cluster.EachAsync(node => node.ElectionsAsync("elections"));
        Candidacy first = await elections[0].RunForAsync("leader").Soon();
        Candidacy second = await elections[2].RunForAsync("leader").Soon();
        cluster[2].Links.CutOff();
        await Waiting.Until(() => elections[0].Local.CandidatesOf("leader").Count == 1);
        cluster[2].Links.Heal();
        await Waiting.Until(() => elections[0].Local.CandidatesOf("leader").Count == 2);
        await first.DisposeAsync();
        await second.ElectedAsync().Soon();
    }

    [Fact]
    public async Task Whoever_watches_sees_each_leader()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        GroupElections[] elections = await cluster.EachAsync(node => node.ElectionsAsync("elections"));
        await using IAsyncEnumerator<Leadership?> watch = elections[1]
            .WatchAsync("leader", Deadline.Token)
            .GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        Assert.Null(watch.Current);
        Candidacy candidacy = await elections[0].RunForAsync("leader").Soon();
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(await candidacy.ElectedAsync().Soon(), watch.Current!.Term);
        await candidacy.DisposeAsync();
        Assert.True(await watch.MoveNextAsync());
        Assert.Null(watch.Current);
        await elections[1].DisposeAsync();
        Assert.False(await watch.MoveNextAsync());
        // Who begins to watch then sees what was known last, and the end.
        await using IAsyncEnumerator<Leadership?> late = elections[1]
            .WatchAsync("leader", Deadline.Token)
            .GetAsyncEnumerator();
        Assert.True(await late.MoveNextAsync());
        Assert.False(await late.MoveNextAsync());
    }

    [Fact]
    public async Task One_that_is_disposed_of_before_it_leads_waits_no_more()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using GroupElections elections = await cluster[0].Node.ElectionsAsync("elections").Soon();
        await using Candidacy first = await elections.RunForAsync("leader").Soon();
        Candidacy second = await elections.RunForAsync("leader").Soon();
        Task<ulong> elected = second.ElectedAsync();
        await second.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => elected.Soon());
        await Waiting.Until(() => elections.Local.CandidatesOf("leader").Count == 1);
    }
}
