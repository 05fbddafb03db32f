using Cohort.Processes.Tests.Processes;

namespace Cohort.Processes.Tests;

/// <summary>What the processes print.</summary>
public sealed class IdenticalOutputs
{
    private const int Lines = 10_000;

    [Fact]
    public async Task Three_nodes_fed_different_files_at_once_print_the_same_bytes()
    {
        await using var cluster = new TestCluster(new Loopback(3), TimeSpan.FromSeconds(20), "--wait-members", "3");
        await cluster.StartAllAsync();
        // Unicode, empty-looking and long lines, and no two alike.
        Dictionary<string, string[]> files = cluster.Names.ToDictionary(
            name => name,
            name =>
                Enumerable
                    .Range(1, Lines)
                    .Select(line => $"{new string(' ', line % 7)}{line} ✓ {name}\t{new string('x', line % 300)}")
                    .ToArray()
        );

        await Task.WhenAll(
            cluster.Names.Select(name => cluster[name].SendAsync(string.Join('\n', files[name]) + "\n"))
        );
        await Task.WhenAll(
            cluster.Nodes.Values.Select(node => node.Deliveries.WaitForAsync(_ => true, "every line", (3 * Lines) - 1))
        );

        IReadOnlyList<string> printed = cluster["a"].Deliveries.Lines;
        Assert.Equal(3 * Lines, printed.Count);
        Assert.Equal(printed, cluster["b"].Deliveries.Lines);
        Assert.Equal(printed, cluster["c"].Deliveries.Lines);
        foreach ((string name, string[] file) in files)
            Assert.Equal(
                file.Select(line => $"{name}: {line}"),
                printed.Where(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))
            );
        await cluster.FinishAsync();
    }

    [Fact]
    public async Task A_node_without_linger_leaves_once_its_own_lines_are_stable()
    {
        int port = Cohort.Cli.Children.FreePorts.Find(1)[0];
        string[] arguments = ["node", "--name", "alone", "--listen", $"127.0.0.1:{port}"];
        await using var node = new NodeProcess("alone", ProgramRun.StartInfo(arguments));
        await node.SendAsync("first\n\nthird, without a line end");
        await node.EndInputAsync();

        Assert.Equal(0, await node.WaitForEndAsync());
        Assert.Equal(["alone: first", "alone: ", "alone: third, without a line end"], node.Deliveries.Lines);
    }

    [Fact]
    public async Task Nodes_that_waited_for_each_other_leave_only_when_the_input_of_all_has_ended()
    {
        IReadOnlyList<int> ports = Cohort.Cli.Children.FreePorts.Find(3);
        string seeds = string.Join(',', ports.Select(port => $"127.0.0.1:{port}"));
        NodeProcess[] nodes =
        [
            .. ports.Select(
                (port, index) =>
                    new NodeProcess(
                        $"n{index}",
                        ProgramRun.StartInfo([
                            "node",
                            "--name",
                            $"n{index}",
                            "--listen",
                            $"127.0.0.1:{port}",
                            "--seeds",
                            seeds,
                            "--wait-members",
                            "3",
                        ])
                    )
            ),
        ];
        // One has nothing to say, one little, and one much: the first two are done long before it.
        await nodes[0].EndInputAsync();
        await nodes[1].SendAsync("little\n");
        await nodes[1].EndInputAsync();
        await nodes[2].SendAsync(string.Join('\n', Enumerable.Range(1, Lines)) + "\n");
        await nodes[2].EndInputAsync();

        foreach (NodeProcess node in nodes)
            Assert.Equal(0, await node.WaitForEndAsync());
        Assert.Equal(Lines + 1, nodes[0].Deliveries.Lines.Count);
        Assert.Equal(nodes[0].Deliveries.Lines, nodes[1].Deliveries.Lines);
        Assert.Equal(nodes[0].Deliveries.Lines, nodes[2].Deliveries.Lines);
        foreach (NodeProcess node in nodes)
            await node.DisposeAsync();
    }
}
