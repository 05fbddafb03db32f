using System.Globalization;
using System.Text;

namespace Cohort.Server.Tests.Differential;

/// <summary>A sequence of commands that both sides execute from the beginning.</summary>
/// <param name="cohort">One side.</param>
/// <param name="redis">The other.</param>
/// <param name="version">The version of RESP.</param>
internal sealed class Sequence(IReplies cohort, IReplies redis, int version)
{
    private const int BatchSize = 100;

    /// <summary>What is different: after which of the commands, and in which way.</summary>
    public sealed record Difference(int Place, string Text);

    /// <summary>Executes commands on both sides.</summary>
    /// <returns>The first difference; null where there is none.</returns>
    public Difference? Execute(IReadOnlyList<string[]> calls)
    {
        cohort.Begin(version);
        redis.Begin(version);
        int place = 0;
        while (place < calls.Count)
        {
            if (Scanning.IsScan(calls[place]) && calls[place].Length > 1)
            {
                if (Scan(calls[place]) is { } different)
                    return new Difference(place, different);
                place++;
                continue;
            }
            string[][] batch =
            [
                .. calls.Skip(place).Take(BatchSize).TakeWhile(call => !Scanning.IsScan(call) || call.Length < 2),
            ];
            if (ExecuteBatch(batch) is { } difference)
                return difference with { Place = place + difference.Place };
            place += batch.Length;
        }
        return null;
    }

    /// <summary>Leaves out what is not needed for a difference.</summary>
    /// <param name="calls">Commands of which the last shows one.</param>
    /// <returns>Fewer, of which the last shows one.</returns>
    public IReadOnlyList<string[]> Shrink(IReadOnlyList<string[]> calls)
    {
        for (int size = calls.Count / 2; size > 0; size = Math.Min(size / 2, calls.Count / 2))
        {
            for (int place = 0; place + size < calls.Count; )
            {
                string[][] fewer = [.. calls.Take(place), .. calls.Skip(place + size)];
                if (Execute(fewer) is { } difference)
                    calls = fewer[..(difference.Place + 1)];
                else
                    place += size;
            }
        }
        return calls;
    }

    /// <summary>A command as redis-cli takes it.</summary>
    public static string Shown(string[] call)
    {
        var text = new StringBuilder();
        foreach (string argument in call)
        {
            text.Append(text.Length > 0 ? " " : "");
            bool isPlain =
                argument.Length > 0 && argument.All(letter => letter is > ' ' and <= '~' and not '"' and not '\\');
            text.Append(isPlain ? argument : Quoted(argument));
        }
        return text.ToString();
    }

    private static string Quoted(string argument)
    {
        var text = new StringBuilder("\"");
        foreach (char letter in argument)
            text.Append(
                letter is >= ' ' and <= '~' and not '"' and not '\\'
                    ? letter
                    : "\\x" + ((int)letter).ToString("x2", CultureInfo.InvariantCulture)
            );
        return text.Append('"').ToString();
    }

    private string? Scan(string[] call)
    {
        try
        {
            return Scanning.Compare(call, cohort, redis);
        }
        catch (DifferenceException exception)
        {
            return exception.Message;
        }
    }

    private Difference? ExecuteBatch(string[][] batch)
    {
        IReadOnlyList<Reply> ours;
        try
        {
            ours = cohort.Execute(batch);
        }
        catch (DifferenceException exception)
        {
            return new Difference(exception.Place ?? batch.Length - 1, exception.Message);
        }
        IReadOnlyList<string[]>[] forRedis =
        [
            .. batch.Select((call, index) => Comparison.Of(call).ForRedis(call, ours[index])),
        ];
        IReadOnlyList<Reply> theirs = redis.Execute([.. forRedis.SelectMany(commands => commands)]);
        int at = 0;
        for (int index = 0; index < batch.Length; index++)
        {
            Reply[] answers = [.. theirs.Skip(at).Take(forRedis[index].Count)];
            at += answers.Length;
            if (!Comparison.Of(batch[index]).AreAlike(batch[index], ours[index], answers))
                return new Difference(index, $"Cohort: {ours[index]}\nRedis:  {string.Join(' ', (object[])answers)}");
        }
        return null;
    }
}
