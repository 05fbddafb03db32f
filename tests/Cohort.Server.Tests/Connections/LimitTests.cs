using System.Text;
using Cohort.Server.Tests.Serving;
using Cohort.Tests;

namespace Cohort.Server.Tests.Connections;

public class LimitTests
{
    [Fact]
    public async Task One_connection_more_than_there_may_be_is_told_so()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(
            1,
            options => options with { MaxClients = 2 }
        );
        using RespClient first = await cluster.ConnectAsync();
        using RespClient second = await cluster.ConnectAsync();
        Assert.Equal("+PONG", await first.AskAsync("PING"));
        Assert.Equal("+PONG", await second.AskAsync("PING"));
        using (RespClient third = await cluster.ConnectAsync())
            Assert.Equal("-ERR max number of clients reached", await third.ReadAsync());
        Assert.Equal("+PONG", await first.AskAsync("PING"));
    }

    [Fact]
    public async Task What_is_no_command_ends_its_connection_and_no_other()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient well = await cluster.ConnectAsync();
        using RespClient broken = await cluster.ConnectAsync();
        await broken.SendRawAsync("*1\r\n$4\r\nPING\r\n*1\r\n$2147483647\r\n");
        Assert.Equal("+PONG", await broken.ReadAsync());
        Assert.Equal("-ERR Protocol error: invalid bulk length", await broken.ReadAsync());
        await Assert.ThrowsAsync<EndOfStreamException>(broken.ReadAsync);
        Assert.Equal("+PONG", await well.AskAsync("PING"));
    }

    [Fact]
    public async Task Who_has_not_said_the_password_may_do_little_and_send_little()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(
            1,
            options => options with { Password = "secret" }
        );
        using RespClient client = await cluster.ConnectAsync();
        Assert.Equal("-NOAUTH Authentication required.", await client.AskAsync("GET a"));
        Assert.StartsWith("-NOAUTH HELLO", await client.AskAsync("HELLO 3"), StringComparison.Ordinal);
        Assert.StartsWith("-WRONGPASS", await client.AskAsync("AUTH wrong"), StringComparison.Ordinal);
        Assert.Equal("+OK", await client.AskAsync("AUTH secret"));
        Assert.Equal("nil", await client.AskAsync("GET a"));
        using RespClient other = await cluster.ConnectAsync();
        Assert.Contains("server redis", await other.AskAsync("HELLO 3 AUTH default secret"), StringComparison.Ordinal);
        using RespClient stranger = await cluster.ConnectAsync();
        await stranger.SendRawAsync("*11\r\n");
        Assert.Equal("-ERR Protocol error: unauthenticated multibulk length", await stranger.ReadAsync());
    }

    [Fact]
    public async Task Many_small_commands_before_a_large_one_do_not_become_too_large_together()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient client = await cluster.ConnectAsync();
        string large = new('x', cluster[0].Options.MaxCommandBytes - 16);
        var commands = new StringBuilder();
        for (int command = 0; command < 1000; command++)
            commands.Append("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$200\r\n").Append('y', 200).Append("\r\n");
        commands.Append($"*3\r\n$3\r\nSET\r\n$1\r\nb\r\n${large.Length}\r\n{large}\r\n");
        await client.SendRawAsync(commands.ToString());
        for (int command = 0; command <= 1000; command++)
            Assert.Equal("+OK", await client.ReadAsync());
        Assert.Equal($":{large.Length}", await client.AskAsync("STRLEN b"));
        Assert.StartsWith(
            "-ERR string exceeds",
            await client.AskAsync("APPEND b 0123456789012345678901234567890"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Who_does_not_read_what_it_has_subscribed_to_is_disconnected_and_nobody_waits_for_it()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient slow = await cluster.ConnectAsync();
        await slow.AskAsync("SUBSCRIBE news");
        using RespClient client = await cluster.ConnectAsync();
        string large = new('x', 1 << 20);
        long most = cluster[0].Options.MaxWaitingBytes + (64L << 20);
        for (long sent = 0; sent < most && cluster[0].Subscriptions.Channels.Count > 0; sent += large.Length)
            await client.AskAsync("PUBLISH", "news", large);
        while (cluster[0].Subscriptions.Channels.Count > 0)
            await Task.Delay(10, Deadline.Token);
        Assert.Equal(":0", await client.AskAsync("PUBLISH news 1"));
    }

    [Fact]
    public async Task A_client_that_wants_no_replies_gets_none()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient client = await cluster.ConnectAsync();
        await client.SendRawAsync("CLIENT REPLY SKIP\r\nSET a 1\r\nGET a\r\n");
        Assert.Equal("1", await client.ReadAsync());
        await client.SendRawAsync("CLIENT REPLY OFF\r\nSET a 2\r\nGET a\r\nCLIENT REPLY ON\r\n");
        Assert.Equal("+OK", await client.ReadAsync());
        Assert.Equal("2", await client.AskAsync("GET a"));
    }

    [Fact]
    public async Task A_key_expires_though_nobody_writes()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(3);
        using RespClient client = await cluster.ConnectAsync(1);
        await client.AskAsync("SET a 1 PX 50");
        using RespClient other = await cluster.ConnectAsync(2);
        while (await other.AskAsync("DBSIZE") != ":0")
            await Task.Yield();
        Assert.Equal("nil", await other.AskAsync("GET a"));
    }
}
