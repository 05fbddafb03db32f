using Cohort.Runtime;

namespace Cohort.Toolkit.Groups;

/// <summary>The names of tools and of what they have: such as those of groups are.</summary>
internal static class ToolName
{
    /// <summary>The most characters of what is used without having been named at the joining: locks, barriers,
    /// elections.</summary>
    public const int Longest = 256;

    /// <summary>Refuses what cannot be a name.</summary>
    /// <param name="of">What is named, for people: "lock".</param>
    /// <param name="name">The name.</param>
    /// <param name="longest">The most characters that it may have; default: as many as that of a group.</param>
    /// <exception cref="ArgumentException">It cannot be one; the message says why, and what can be.</exception>
    public static void Check(string of, string name, int longest = NodeOptionsCheck.LongestName)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (NodeOptionsCheck.NameProblem(name, longest) is { } problem)
            throw new ArgumentException($"The name of {of} {Shown(name)} {problem}", nameof(name));
    }

    // In one line, and not too long to be read.
    private static string Shown(string name)
    {
        const int longest = 40;
        string start = name.Length <= longest ? name : $"{name.AsSpan(0, longest)}…";
        return $"'{string.Concat(start.Select(each => char.IsControl(each) ? $"\\u{(int)each:x4}" : $"{each}"))}'";
    }
}
