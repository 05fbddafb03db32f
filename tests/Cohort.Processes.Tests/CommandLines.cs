using Cohort.Processes.Tests.Processes;

namespace Cohort.Processes.Tests;

/// <summary>What the command line accepts, refuses and says.</summary>
public sealed class CommandLines
{
    [Theory]
    [InlineData("--nonsense")]
    [InlineData("nonsense")]
    [InlineData("demo --nodes 2")]
    [InlineData("demo --nodes 10")]
    [InlineData("demo --seconds soon")]
    [InlineData("demo --kills 3")]
    [InlineData("demo --data data")]
    [InlineData("demo --nonsense")]
    [InlineData("bench --data data")]
    [InlineData("node --name a --listen 127.0.0.1:7101 --delivery durable")]
    [InlineData("node --name a --listen 127.0.0.1:7101 --durable")]
    [InlineData("node --name a --listen 127.0.0.1:7101 --data data --durable --history file")]
    [InlineData("node --listen 127.0.0.1:7101")]
    [InlineData("node --name a --listen 127.0.0.1:7101 --order sideways")]
    [InlineData("node --name a --listen 127.0.0.1:7101 --wait-members 0")]
    [InlineData("node --name a --listen nonsense")]
    [InlineData("node --name a --listen 0.0.0.0:7101")]
    [InlineData("bench --size -1")]
    [InlineData("bench sideways")]
    [InlineData("bench latency --senders all")]
    [InlineData("bench latency --slow 2ms")]
    [InlineData("bench fairness --clients 8")]
    [InlineData("bench fairness --outstanding 8")]
    [InlineData("bench overload --floor")]
    [InlineData("bench overload --sender oldest")]
    [InlineData("bench overload --plot curves.svg")]
    [InlineData("bench view-change --members 2")]
    [InlineData("log")]
    [InlineData("log verify")]
    [InlineData("log show data --count 0")]
    [InlineData("log stats data --from 3")]
    [InlineData("bench view-change --plot curves.svg")]
    public async Task A_wrong_one_is_refused_in_one_line_with_exit_code_2(string line)
    {
        (int exitCode, string output, string errors) = await ProgramRun.ToEndAsync(line.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        string only = Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("cohort", only);
    }

    [Fact]
    public async Task Two_nodes_are_too_few_for_the_demo_because_two_cannot_survive_their_oldest()
    {
        (_, _, string errors) = await ProgramRun.ToEndAsync("demo", "--nodes", "2");

        Assert.Contains("two cannot survive the death of their oldest", errors);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("node --help")]
    [InlineData("demo --help")]
    [InlineData("simulate --help")]
    [InlineData("bench --help")]
    [InlineData("log --help")]
    [InlineData("log verify --help")]
    [InlineData("log show --help")]
    [InlineData("log stats --help")]
    public async Task Help_ends_with_examples(string line)
    {
        (int exitCode, string output, string errors) = await ProgramRun.ToEndAsync(line.Split(' '));

        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
        Assert.Contains("\nExamples:\n  cohort ", output);
    }

    [Fact]
    public async Task The_address_that_somebody_has_already_is_refused_with_what_to_do()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var address = $"{taken.LocalEndpoint}";

        (int exitCode, string output, string errors) = await ProgramRun.ToEndAsync(
            "node",
            "--name",
            "a",
            "--listen",
            address
        );

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains(address, errors);
    }
}
