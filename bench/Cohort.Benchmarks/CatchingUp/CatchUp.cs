using System.Diagnostics;
using System.Globalization;
using Cohort.Benchmarks.Nodes;

namespace Cohort.Benchmarks.CatchingUp;

/// <summary>
/// <c>catchup</c>: what it takes a node to come back to a group that keeps a log, until it holds the state again: with its log, of which
/// it lacks a part, and beside that with an empty folder, so that it is given the whole state. Three nodes in this process, on loopback; what
/// the others and the handlers do meanwhile is in it.
/// </summary>
internal static class CatchUp
{
    private const int Megabyte = 1 << 20;
    private const int UsualState = 200;
    private const int UsualPercent = 10;
    private const int Rounds = 5;

    /// <summary>Runs it.</summary>
    /// <param name="arguments">How many MiB of state, and how many percent of it are missed: 200 and 10 where nothing is said.</param>
    /// <returns>0; 2 where the arguments make no sense.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string[] numbers = arguments.Length == 0 ? [$"{UsualState}", $"{UsualPercent}"] : arguments;
        if (
            numbers.Length != 2
            || !int.TryParse(numbers[0], culture, out int megabytes)
            || !int.TryParse(numbers[1], culture, out int percent)
            || megabytes is < 1 or > 1024
            || percent is < 1 or > 100
        )
        {
            await Console.Error.WriteLineAsync(
                "catchup: takes how many MiB of state, 1 to 1024, and how many percent of it are missed, 1 to 100"
            );
            return 2;
        }
        int size = megabytes * Megabyte;
        using var folders = new Folders();
        await using BlobMember first = await BlobMember.StartAsync(folders, 0, size);
        await using BlobMember second = await BlobMember.StartAsync(folders, 1, size);
        BlobMember third = await BlobMember.StartAsync(folders, 2, size);
        await Task.WhenAll(first.JoinAsync(), second.JoinAsync(), third.JoinAsync());
        await third.DisposeAsync();
        int missed = (int)(size / 100L * percent / BlobMember.MessageSize);
        Console.WriteLine(
            string.Create(
                culture,
                $"state {size / Megabyte} MiB, missed {missed} messages of 64 KiB ({percent} %), three nodes in one process:"
            )
        );
        List<Cost> differences = [],
            states = [];
        for (int round = 0; round < Rounds; round++)
        {
            await first.WriteAsync(missed);
            differences.Add(await ComeBackAsync(first, folders, size));
            // Its log is made to be lost, and it has all there is to miss; then it has a log again.
            folders.Clear(2);
            states.Add(await ComeBackAsync(first, folders, size));
        }
        Cost difference = Tell("with its log", differences, null);
        Tell("with an empty folder", states, difference);
        Console.WriteLine($"  states saved: {first.Saves + second.Saves}");
        return 0;
    }

    private static async Task<Cost> ComeBackAsync(BlobMember other, Folders folders, int size)
    {
        // The others have to have seen that it left.
        await other.UntilMembersAsync(2);
        using var bytes = new SocketBytes();
        long began = Stopwatch.GetTimestamp();
        await using BlobMember member = await BlobMember.StartAsync(folders, 2, size);
        TimeSpan opened = Stopwatch.GetElapsedTime(began);
        await member.JoinAsync();
        return new Cost(bytes.Written, opened, Stopwatch.GetElapsedTime(began) - opened);
    }

    private static Cost Tell(string what, List<Cost> costs, Cost? beside)
    {
        Cost median = new(
            costs.Select(cost => cost.Bytes).Order().ElementAt(costs.Count / 2),
            costs.Select(cost => cost.Opened).Order().ElementAt(costs.Count / 2),
            costs.Select(cost => cost.Joined).Order().ElementAt(costs.Count / 2)
        );
        string ratio = beside is { } other
            ? $"; {(double)median.Bytes / other.Bytes:F1} times the bytes, {median.Joined / other.Joined:F1} times the time to join"
            : "";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {what}: {median.Bytes / 1e6:F1} MB on the network, {median.Opened.TotalMilliseconds:F0} ms to start "
                    + $"({costs.Min(cost => cost.Opened).TotalMilliseconds:F0} to {costs.Max(cost => cost.Opened).TotalMilliseconds:F0}), "
                    + $"{median.Joined.TotalMilliseconds:F0} ms to join "
                    + $"({costs.Min(cost => cost.Joined).TotalMilliseconds:F0} to {costs.Max(cost => cost.Joined).TotalMilliseconds:F0}){ratio}"
            )
        );
        return median;
    }

    private readonly record struct Cost(long Bytes, TimeSpan Opened, TimeSpan Joined);
}
