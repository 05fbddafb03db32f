using Cohort.Server.Tests.Serving;

namespace Cohort.Server.Tests.Connections;

public class SubscriptionTests
{
    [Fact]
    public async Task What_is_published_at_one_node_is_told_at_all_in_one_order()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(3);
        using RespClient first = await cluster.ConnectAsync(0);
        using RespClient second = await cluster.ConnectAsync(1);
        Assert.Equal("[subscribe news :1]", await first.AskAsync("SUBSCRIBE news"));
        Assert.Equal("[psubscribe n* :1]", await second.AskAsync("PSUBSCRIBE n*"));
        using RespClient publishing = await cluster.ConnectAsync(2);
        using RespClient publishingHere = await cluster.ConnectAsync(0);
        Assert.Equal(":0", await publishing.AskAsync("PUBLISH news 1"));
        Assert.Equal(":1", await publishingHere.AskAsync("PUBLISH news 2"));
        Assert.Equal("[message news 1]", await first.ReadAsync());
        Assert.Equal("[message news 2]", await first.ReadAsync());
        Assert.Equal("[pmessage n* news 1]", await second.ReadAsync());
        Assert.Equal("[pmessage n* news 2]", await second.ReadAsync());
    }

    [Fact]
    public async Task Who_has_subscribed_may_do_little_else_before_RESP3()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient client = await cluster.ConnectAsync();
        await client.AskAsync("SUBSCRIBE a");
        Assert.StartsWith("-ERR Can't execute 'get'", await client.AskAsync("GET a"), StringComparison.Ordinal);
        Assert.Equal("[pong ]", await client.AskAsync("PING"));
        Assert.Equal("[unsubscribe a :0]", await client.AskAsync("UNSUBSCRIBE"));
        Assert.Equal("nil", await client.AskAsync("GET a"));
        await client.AskAsync("HELLO 3");
        await client.AskAsync("SUBSCRIBE a");
        Assert.Equal("nil", await client.AskAsync("GET a"));
    }
}
