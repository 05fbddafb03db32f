using System.Globalization;

namespace Cohort.Server.Tests.Differential;

/// <summary>Scans, which go on until they are over: each side has cursors of its own.</summary>
internal static class Scanning
{
    private const int MostSteps = 100_000;

    /// <summary>Whether a command is one.</summary>
    public static bool IsScan(string[] call) => call[0].EndsWith("SCAN", StringComparison.OrdinalIgnoreCase);

    /// <summary>Scans all on both sides.</summary>
    /// <returns>What is different; null where nothing is.</returns>
    public static string? Compare(string[] call, IReplies cohort, IReplies redis)
    {
        Reply first = cohort.Execute([call])[0];
        Reply other = redis.Execute([call])[0];
        if (first.IsError || other.IsError)
            return first.Text == other.Text ? null : $"Cohort: {first}\nRedis: {other}";
        bool isOfKeys = call[0].Length == "SCAN".Length;
        int place = isOfKeys ? 1 : 2;
        // From elsewhere than the beginning, what comes depends on the order that a side has for itself.
        if (ulong.TryParse(call[place], NumberStyles.None, CultureInfo.InvariantCulture, out ulong from) && from != 0)
            return null;
        int each = isOfKeys || call[0][0] is 'S' or 's' ? 1 : 2;
        string[] ours = [.. All(call, place, each, first, cohort)];
        string[] theirs = [.. All(call, place, each, other, redis)];
        return ours.SequenceEqual(theirs) ? null : $"Cohort: {Shown(ours)}\nRedis:  {Shown(theirs)}";
    }

    private static string Shown(string[] items) => string.Concat(items).Replace("\r\n", " ");

    private static IEnumerable<string> All(string[] call, int place, int each, Reply reply, IReplies side)
    {
        var met = new List<string>();
        for (int step = 0; step < MostSteps; step++)
        {
            met.AddRange(Comparison.InOrder(reply.Parts[1].Parts, each));
            string cursor = reply.Parts[0].Value!;
            if (cursor == "0")
                return met.Distinct().Order(StringComparer.Ordinal);
            string[] next = [.. call];
            next[place] = cursor;
            reply = side.Execute([next])[0];
        }
        throw new DifferenceException($"a scan does not end: {string.Join(' ', call)}");
    }
}
