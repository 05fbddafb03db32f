namespace Cohort.Samples;

/// <summary>What came out of a sample: its judge looks at it, and says what was promised.</summary>
public sealed class Outcome
{
    private readonly Dictionary<string, IReadOnlyList<string>> _lines;
    private bool _isBroken;

    /// <param name="folder">The folder that all members had.</param>
    /// <param name="lives">The members of each life; in each but the last all were killed at once.</param>
    /// <param name="planned">How many lives there were to be.</param>
    internal Outcome(string folder, IReadOnlyList<IReadOnlyList<StartedMember>> lives, int planned)
    {
        Folder = folder;
        _lines = lives
            .SelectMany(life => life)
            .GroupBy(member => member.Name)
            .ToDictionary(
                name => name.Key,
                IReadOnlyList<string> (name) => [.. name.SelectMany(member => member.Lines)]
            );
        IReadOnlyList<StartedMember> members = lives[^1];
        string[] killed = [.. members.Where(member => member.WasKilled).Select(member => member.Name)];
        Survivors = [.. members.Where(member => !member.WasKilled).Select(member => member.Name)];
        Killed = killed.FirstOrDefault("nobody");
        if (planned == 1)
            Promise($"one was killed: {string.Join(", ", killed)}", killed.Length == 1);
        else
            Promise($"all were killed at once, {planned - 1} times", lives.Count == planned && killed.Length == 0);
        foreach (StartedMember member in members.Where(member => !member.WasKilled))
            Promise($"{member.Name} went on to its end", member.ExitCode == 0);
    }

    /// <summary>The folder that all members had.</summary>
    public string Folder { get; }

    /// <summary>The name of the one that was killed.</summary>
    public string Killed { get; }

    /// <summary>The names of the others.</summary>
    public IReadOnlyList<string> Survivors { get; }

    internal bool IsKept => !_isBroken;

    /// <summary>What a member has said and noted, in order; the one that was killed, until then.</summary>
    public IReadOnlyList<string> Said(string name) => _lines[name];

    /// <summary>What follows a beginning in all lines that a member has said and noted with it, in order.</summary>
    public string[] Said(string name, string beginning) =>
        [
            .. Said(name)
                .Where(line => line.StartsWith(beginning, StringComparison.Ordinal))
                .Select(line => line[beginning.Length..]),
        ];

    /// <summary>The same of all members, one member after the other.</summary>
    public string[] SaidByAll(string beginning) => [.. _lines.Keys.SelectMany(name => Said(name, beginning))];

    /// <summary>Tells a promise, and whether it was kept.</summary>
    public void Promise(string what, bool isKept)
    {
        _isBroken |= !isKept;
        Console.WriteLine($"{(isKept ? "kept" : "BROKEN")}: {what}");
    }
}
