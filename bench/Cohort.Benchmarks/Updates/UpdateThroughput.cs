using Cohort.Benchmarks.Nodes;

namespace Cohort.Benchmarks.Updates;

/// <summary>
/// How many updates of a replicated object three members make in a second, beside how many messages of the same size they multicast:
/// in turn, in one process, on one machine, so that the ratio means something.
/// </summary>
internal static class UpdateThroughput
{
    private static readonly TimeSpan s_firstWarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);

    /// <summary>Measures, and prints.</summary>
    /// <param name="arguments">Pairs: <c>--size</c> bytes, <c>--outstanding</c> updates of each member, <c>--seconds</c> of each
    /// measurement, <c>--repetitions</c>.</param>
    /// <returns>0; 2 where the arguments make no sense.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var settings = new Dictionary<string, int>
        {
            ["--size"] = 100,
            ["--outstanding"] = 512,
            ["--seconds"] = 4,
            ["--repetitions"] = 3,
        };
        foreach (string[] pair in arguments.Chunk(2))
        {
            if (pair.Length < 2 || !settings.ContainsKey(pair[0]) || !int.TryParse(pair[1], out int value) || value < 1)
            {
                await Console.Error.WriteLineAsync(
                    $"updates: takes {string.Join(", ", settings.Keys)}, each with a number"
                );
                return 2;
            }
            settings[pair[0]] = value;
        }
        await MeasureAsync(
            settings["--size"],
            settings["--outstanding"],
            TimeSpan.FromSeconds(settings["--seconds"]),
            settings["--repetitions"]
        );
        return 0;
    }

    private static async Task MeasureAsync(int size, int outstanding, TimeSpan duration, int repetitions)
    {
        await using ThreeNodes nodes = await ThreeNodes.StartAsync();
        await using Load raw = await RawLoad.StartAsync(nodes, size);
        await using Load updates = await UpdateLoad.StartAsync(nodes, size, outstanding);
        Console.WriteLine(
            $"{size} B, three members in one process, all of them at work; {outstanding} updates of each under way"
        );
        // The runtime compiles what is busy several times over, the last time best.
        foreach (Load load in (Load[])[raw, updates])
            await load.RunAsync(s_firstWarmUp, TimeSpan.FromMilliseconds(100));
        var ratios = new List<double>();
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            Rate multicast = await MeasureAsync(raw, duration);
            Rate updated = await MeasureAsync(updates, duration);
            ratios.Add(updated.PerSecond / multicast.PerSecond);
        }
        ratios.Sort();
        Console.WriteLine(
            $"updates / multicast: {ratios[ratios.Count / 2]:0.00} ({ratios[0]:0.00} - {ratios[^1]:0.00})"
        );
    }

    private static async Task<Rate> MeasureAsync(Load load, TimeSpan duration)
    {
        Rate rate = await load.RunAsync(s_warmUp, duration);
        Console.WriteLine(
            $"{load.Name, -10} {rate.PerSecond, 12:N0} /s at each member, {rate.Microseconds, 6:0.00} us of processor "
                + $"time and {rate.Allocated, 6:0.0} B allocated for each at each member"
        );
        return rate;
    }
}
