using Cohort.Server.Tests.Serving;

namespace Cohort.Server.Tests.Connections;

public class TransactionTests
{
    [Fact]
    public async Task Queued_commands_are_executed_together()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient client = await cluster.ConnectAsync();
        Assert.Equal("+OK", await client.AskAsync("MULTI"));
        Assert.Equal("+QUEUED", await client.AskAsync("SET a 1"));
        Assert.Equal("+QUEUED", await client.AskAsync("INCR a"));
        Assert.Equal("+QUEUED", await client.AskAsync("PING"));
        Assert.Equal("+QUEUED", await client.AskAsync("CLIENT GETNAME"));
        Assert.Equal("+QUEUED", await client.AskAsync("LPUSH a 1"));
        Assert.Equal("+QUEUED", await client.AskAsync("GET a"));
        Assert.Equal(
            "[+OK :2 +PONG nil -WRONGTYPE Operation against a key holding the wrong kind of value 2]",
            await client.AskAsync("EXEC")
        );
    }

    [Fact]
    public async Task A_command_that_makes_no_sense_discards_the_transaction()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient client = await cluster.ConnectAsync();
        await client.AskAsync("MULTI");
        Assert.StartsWith("-ERR wrong number", await client.AskAsync("SET a"), StringComparison.Ordinal);
        Assert.Equal("+QUEUED", await client.AskAsync("SET a 1"));
        Assert.StartsWith("-EXECABORT", await client.AskAsync("EXEC"), StringComparison.Ordinal);
        Assert.Equal("nil", await client.AskAsync("GET a"));
        Assert.Equal("-ERR EXEC without MULTI", await client.AskAsync("EXEC"));
    }

    [Theory]
    [InlineData("SET a 2")]
    [InlineData("DEL a")]
    [InlineData("EXPIRE a 100")]
    [InlineData("RENAME a b")]
    [InlineData("FLUSHALL")]
    [InlineData("SWAPDB 0 1")]
    public async Task A_key_that_was_changed_elsewhere_since_it_was_watched_keeps_the_transaction_from_happening(
        string change
    )
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(3);
        using RespClient client = await cluster.ConnectAsync(0);
        using RespClient other = await cluster.ConnectAsync(1);
        await client.AskAsync("SET a 1");
        Assert.Equal("+OK", await client.AskAsync("WATCH a"));
        await other.AskAsync(change);
        await client.AskAsync("MULTI");
        await client.AskAsync("SET c 1");
        Assert.Equal("nil", await client.AskAsync("EXEC"));
        Assert.Equal("nil", await client.AskAsync("GET c"));
    }

    [Fact]
    public async Task A_key_that_was_not_there_and_came_and_went_was_changed()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient client = await cluster.ConnectAsync();
        using RespClient other = await cluster.ConnectAsync();
        await client.AskAsync("WATCH a");
        await other.AskAsync("SET a 1");
        await other.AskAsync("DEL a");
        await client.AskAsync("MULTI");
        Assert.Equal("nil", await client.AskAsync("EXEC"));
    }

    [Fact]
    public async Task What_was_watched_and_stayed_as_it_was_lets_the_transaction_happen()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient client = await cluster.ConnectAsync();
        using RespClient other = await cluster.ConnectAsync();
        await client.AskAsync("SET a 1");
        await client.AskAsync("WATCH a missing");
        await other.AskAsync("SET b 1");
        await client.AskAsync("MULTI");
        await client.AskAsync("INCR a");
        Assert.Equal("[:2]", await client.AskAsync("EXEC"));
    }
}
