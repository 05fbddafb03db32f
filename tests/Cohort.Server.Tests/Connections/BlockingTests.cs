using Cohort.Server.Tests.Serving;
using Cohort.Tests;

namespace Cohort.Server.Tests.Connections;

public class BlockingTests
{
    [Fact]
    public async Task Who_waits_at_one_node_is_given_what_is_pushed_at_another()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(3);
        using RespClient waiting = await cluster.ConnectAsync(0);
        using RespClient pushing = await cluster.ConnectAsync(1);
        await waiting.SendAsync("BLPOP", "a", "b", "0");
        await cluster.UntilWaitingAsync(1);
        Assert.Equal(":1", await pushing.AskAsync("RPUSH b 7"));
        Assert.Equal("[b 7]", await waiting.ReadAsync());
        Assert.Equal(":0", await pushing.AskAsync("EXISTS b"));
    }

    [Fact]
    public async Task Who_came_first_is_given_first_wherever_it_waits()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(3);
        var waiting = new List<RespClient>();
        for (int client = 0; client < 6; client++)
        {
            waiting.Add(await cluster.ConnectAsync(client % 3));
            await waiting[client].SendAsync("BRPOP", "q", "0");
            await cluster.UntilWaitingAsync(client + 1);
        }
        using RespClient pushing = await cluster.ConnectAsync(1);
        await pushing.AskAsync("LPUSH q 0 1 2 3 4 5");
        for (int client = 0; client < 6; client++)
            Assert.Equal($"[q {client}]", await waiting[client].ReadAsync());
        waiting.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Who_has_waited_long_enough_is_given_nothing_and_takes_nothing_later()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient client = await cluster.ConnectAsync();
        Assert.Equal("nil", await client.AskAsync("BLPOP q 0.01"));
        Assert.Equal("nil", await client.AskAsync("BLMOVE q r LEFT RIGHT 0.01"));
        Assert.Equal(":1", await client.AskAsync("RPUSH q 1"));
        Assert.Equal(":1", await client.AskAsync("LLEN q"));
    }

    [Fact]
    public async Task Who_is_gone_is_given_nothing()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using (RespClient gone = await cluster.ConnectAsync())
        {
            await gone.SendAsync("BLPOP", "q", "0");
            await cluster.UntilWaitingAsync(1);
        }
        await cluster.UntilWaitingAsync(0);
        using RespClient client = await cluster.ConnectAsync();
        Assert.Equal(":1", await client.AskAsync("RPUSH q 1"));
        Assert.Equal(":1", await client.AskAsync("LLEN q"));
    }

    [Fact]
    public async Task Who_waited_at_a_node_that_is_gone_is_given_nothing()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(3);
        RespClient lost = await cluster.ConnectAsync(2);
        await lost.SendAsync("BLPOP", "q", "0");
        await cluster.UntilWaitingAsync(1);
        await cluster.StopAsync(2);
        using RespClient client = await cluster.ConnectAsync(0);
        Assert.Equal(":1", await client.AskAsync("RPUSH q 1"));
        Assert.Equal(":1", await client.AskAsync("LLEN q"));
        lost.Dispose();
    }

    [Fact]
    public async Task What_is_moved_to_a_list_is_given_to_who_waits_for_that()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient first = await cluster.ConnectAsync();
        using RespClient second = await cluster.ConnectAsync();
        using RespClient pushing = await cluster.ConnectAsync();
        await first.SendAsync("BLMOVE", "a", "b", "LEFT", "RIGHT", "0");
        await second.SendAsync("BLPOP", "b", "0");
        await cluster.UntilWaitingAsync(2);
        await pushing.AskAsync("RPUSH a 1");
        Assert.Equal("1", await first.ReadAsync());
        Assert.Equal("[b 1]", await second.ReadAsync());
    }

    [Fact]
    public async Task A_transaction_is_over_before_anybody_is_given_something()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient waiting = await cluster.ConnectAsync();
        using RespClient client = await cluster.ConnectAsync();
        await waiting.SendAsync("BLPOP", "q", "0");
        await cluster.UntilWaitingAsync(1);
        await client.AskAsync("MULTI");
        await client.AskAsync("RPUSH q 1");
        await client.AskAsync("DEL q");
        await client.AskAsync("RPUSH q 2");
        Assert.Equal("[:1 :1 :1]", await client.AskAsync("EXEC"));
        Assert.Equal("[q 2]", await waiting.ReadAsync());
    }

    [Fact]
    public async Task Another_connection_can_end_the_waiting()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient waiting = await cluster.ConnectAsync();
        using RespClient client = await cluster.ConnectAsync();
        string id = (await waiting.AskAsync("CLIENT ID"))[1..];
        await waiting.SendAsync("BLPOP", "q", "0");
        await cluster.UntilWaitingAsync(1);
        Assert.Equal(":1", await client.AskAsync($"CLIENT UNBLOCK {id} ERROR"));
        Assert.StartsWith("-UNBLOCKED", await waiting.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(":0", await client.AskAsync($"CLIENT UNBLOCK {id}"));
    }
}
