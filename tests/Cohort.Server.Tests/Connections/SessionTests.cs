using Cohort.Server.Tests.Serving;

namespace Cohort.Server.Tests.Connections;

public class SessionTests
{
    [Fact]
    public async Task What_one_node_was_told_the_others_know()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(3);
        using RespClient writer = await cluster.ConnectAsync(0);
        Assert.Equal("+OK", await writer.AskAsync("SET a 1"));
        for (int node = 0; node < 3; node++)
        {
            using RespClient reader = await cluster.ConnectAsync(node);
            Assert.Equal("1", await reader.AskAsync("GET a"));
        }
    }

    [Fact]
    public async Task Replies_come_in_the_order_of_the_commands()
    {
        await using ServedCluster cluster = await ServedCluster.StartAsync(1);
        using RespClient client = await cluster.ConnectAsync();
        await client.SendRawAsync(
            "SET a 1\r\nGET a\r\nPING\r\nSET a 2\r\nSET b 3\r\nGET a\r\nGET b\r\nNOSUCH\r\nGET a\r\n"
        );
        var replies = new List<string>();
        for (int reply = 0; reply < 9; reply++)
            replies.Add(await client.ReadAsync());
        Assert.Equal(
            [
                "+OK",
                "1",
                "+PONG",
                "+OK",
                "+OK",
                "2",
                "3",
                "-ERR unknown command 'NOSUCH', with args beginning with: ",
                "2",
            ],
            replies
        );
    }
}
