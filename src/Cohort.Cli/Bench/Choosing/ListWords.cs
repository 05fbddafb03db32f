using System.Globalization;

namespace Cohort.Cli.Bench.Choosing;

/// <summary>Reads what people write in lists.</summary>
internal static class ListWords
{
    private static readonly (string Suffix, int Shift)[] s_units = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("B", 0)];

    /// <summary>One number of members, or a range of them such as <c>2-9</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static IEnumerable<int> Members(string text, int fewest, int most)
    {
        string[] ends = text.Split('-');
        if (ends.Length <= 2 && TryParse(ends[0], out int first) && TryParse(ends[^1], out int last))
            if (fewest <= first && first <= last && last <= most)
                return Enumerable.Range(first, last - first + 1);
        throw new FormatException($"takes numbers from {fewest} to {most}, such as 3,5 or 2-9, not '{text}'");
    }

    /// <summary>A number of senders.</summary>
    /// <returns><see cref="int.MaxValue"/> for <c>all</c>.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static int Senders(string text) =>
        text switch
        {
            "all" => int.MaxValue,
            "one" => 1,
            _ when TryParse(text, out int number) && number > 0 => number,
            _ => throw new FormatException($"takes one, all or a number of members, not '{text}'"),
        };

    /// <summary>A number of bytes: <c>1024</c>, <c>64KiB</c>, <c>16MiB</c>.</summary>
    /// <exception cref="FormatException">It is none, or too large.</exception>
    public static int Bytes(string text, int most)
    {
        (string suffix, int shift) = s_units.FirstOrDefault(
            unit => text.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase),
            (Suffix: "", Shift: 0)
        );
        if (TryParse(text[..^suffix.Length], out int number) && number <= most >> shift)
            return number << shift;
        throw new FormatException($"takes bytes from 0 to {most}, such as 1024, 64KiB or 16MiB, not '{text}'");
    }

    /// <summary>A number.</summary>
    /// <exception cref="FormatException">It is none, or out of its range.</exception>
    public static int Number(string text, int fewest, int most) =>
        TryParse(text, out int number) && number >= fewest && number <= most
            ? number
            : throw new FormatException($"takes numbers from {fewest} to {most}, not '{text}'");

    /// <summary>One of the names of an enumeration, in small letters.</summary>
    /// <exception cref="FormatException">It is none of them.</exception>
    public static T Choice<T>(string text)
        where T : struct, Enum
    {
        string[] words = [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];
        int index = Array.IndexOf(words, text.ToLowerInvariant());
        return index >= 0
            ? Enum.GetValues<T>()[index]
            : throw new FormatException($"takes {string.Join(", ", words[..^1])} or {words[^1]}, not '{text}'");
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
