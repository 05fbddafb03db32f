using System.Globalization;
using Cohort.Server.Tests.Serving;

namespace Cohort.Server.Tests.Differential;

/// <summary>
/// Cohort beside redis-server. COHORT_DIFFERENTIAL_COMMANDS says how many commands, COHORT_DIFFERENTIAL_SEED which: a
/// difference is told with the seed of its sequence.
/// </summary>
public class DifferentialTests(ITestOutputHelper output)
{
    private const int CommandsInSequence = 1000;
    private const int UsualCommands = 50_000;
    private const int MostTold = 20;

    // What goes through sockets and the group takes longer.
    private const int PartForCluster = 25;

    [Fact]
    public void Every_reply_is_the_one_of_Redis()
    {
        using var server = new RedisServer();
        using var redis = new ServerReplies(server.Port);
        Compare(new ReplicaReplies(), redis, Commands);
    }

    [Fact]
    public async Task Every_reply_of_a_cluster_is_the_one_of_Redis_whichever_node_is_asked()
    {
        using var server = new RedisServer();
        using var redis = new ServerReplies(server.Port);
        await using ServedCluster cluster = await ServedCluster.StartAsync(3);
        using var nodes = new ClusterReplies(cluster.Ports);
        Compare(nodes, redis, Commands / PartForCluster);
    }

    private static int Commands => Setting("COHORT_DIFFERENTIAL_COMMANDS", UsualCommands);

    private void Compare(IReplies cohort, IReplies redis, int commands)
    {
        int seed = Setting("COHORT_DIFFERENTIAL_SEED", 1);
        int done = 0;
        // One of each command is enough.
        var told = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (; done < commands && told.Count < MostTold; done += CommandsInSequence, seed++)
        {
            int version = 2 + seed % 2;
            var calls = new Calls(seed);
            string[][] drawn = [.. Enumerable.Range(0, CommandsInSequence).Select(_ => calls.Next())];
            var sequence = new Sequence(cohort, redis, version);
            if (sequence.Execute(drawn) is not { } difference)
                continue;
            if (!told.ContainsKey(drawn[difference.Place][0]))
                told[drawn[difference.Place][0]] = Told(
                    sequence,
                    drawn[..(difference.Place + 1)],
                    difference,
                    seed,
                    version
                );
        }
        Grammar[] grammars = [.. Syntax.Usual, .. Syntax.Rare];
        int names = grammars.Select(grammar => grammar.Name).Distinct().Count();
        output.WriteLine($"{done} calls of {names} commands");
        Assert.True(told.Count == 0, string.Join("\n", told.Values));
    }

    private static string Told(
        Sequence sequence,
        IReadOnlyList<string[]> calls,
        Sequence.Difference difference,
        int seed,
        int version
    )
    {
        IReadOnlyList<string[]> fewer = sequence.Shrink(calls);
        difference = sequence.Execute(fewer) ?? difference;
        return $"""
            With COHORT_DIFFERENTIAL_SEED={seed}, in RESP{version}, after
            {string.Join('\n', fewer.Select(Sequence.Shown))}
            {difference.Text}
            """;
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : usual;
}
