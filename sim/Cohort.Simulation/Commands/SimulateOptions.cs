using System.Collections.Immutable;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Commands;

/// <summary>What <c>cohort simulate</c> can be told.</summary>
public sealed record SimulateOptions
{
    /// <summary>How many seeds to run.</summary>
    public int Seeds { get; init; } = 100;

    /// <summary>The first of them.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>Only this one, with a trace.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Only the scenario in this file, with a trace.</summary>
    public string? Replay { get; init; }

    /// <summary>What scenarios are drawn from.</summary>
    public ScenarioBounds Bounds { get; init; } = new();

    /// <summary>Where the trace of a single run goes; null for nowhere.</summary>
    public string? TraceFile { get; init; }

    /// <summary>Where the diagram of a single run goes; null for none.</summary>
    public string? DiagramFile { get; init; }

    /// <summary>Where the time that the diagram shows begins; null for the beginning of the run.</summary>
    public TimeSpan? DiagramFrom { get; init; }

    /// <summary>Where the time that the diagram shows ends; null for the end of the run.</summary>
    public TimeSpan? DiagramTo { get; init; }

    /// <summary>A journal that lets a run that was broken off go on; null for none.</summary>
    public string? ResumeFile { get; init; }

    /// <summary>Whether failing seeds are shrunk.</summary>
    public bool Shrink { get; init; } = true;

    /// <summary>The folder in which shrunk failures are kept; null where they are not.</summary>
    public string? KeepIn { get; init; }

    /// <summary>How many seeds run at a time.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>What is wrong with the options, in words that say what to do; null where nothing is.</summary>
    public string? Problem() =>
        this switch
        {
            { Seeds: < 1 } => "--seeds must be at least 1.",
            { Workers: < 1 } => "--workers must be at least 1.",
            { Bounds: { FewestHosts: var fewest, MostHosts: var most } } when fewest > most =>
                $"--members {fewest}..{most} is reversed: write {most}..{fewest}.",
            { Bounds.FewestHosts: < 3 } =>
                "--members must begin at 3 or more: two cannot survive the older one's death.",
            { Bounds.MostHosts: > 9 } => "--members must be a range within 3..9, for example 3..9 or 5..5.",
            { Bounds.Duration: var duration } when duration < TimeSpan.FromSeconds(5) =>
                "--duration must be at least 5s: shorter runs form a group and do little else.",
            { Seed: not null, Replay: not null } => "Give either --seed or --replay, not both.",
            { TraceFile: not null, Seed: null, Replay: null } => "--trace needs --seed or --replay: it shows one run.",
            { DiagramFile: not null, Seed: null, Replay: null } =>
                "--diagram needs --seed or --replay: it draws one run.",
            { DiagramFile: null } and ({ DiagramFrom: not null } or { DiagramTo: not null }) =>
                "--diagram-from and --diagram-to need --diagram.",
            { DiagramFrom: { } from, DiagramTo: { } to } when from >= to =>
                "--diagram-from must be earlier than --diagram-to.",
            { ResumeFile: not null, Seed: not null } => "--resume is for many seeds; leave out --seed.",
            _ => null,
        };

    /// <summary>Reads a range of members: <c>3..9</c>, or <c>5</c> for <c>5..5</c>.</summary>
    /// <exception cref="FormatException">It is no range.</exception>
    public static (int Fewest, int Most) ParseMembers(string text)
    {
        string[] ends = text.Split("..");
        if (ends.Length is 1 or 2 && int.TryParse(ends[0], out int fewest) && int.TryParse(ends[^1], out int most))
            return (fewest, most);
        throw new FormatException($"\"{text}\" is no range of members. Write it like 3..9, or 5.");
    }

    /// <summary>Reads a list of faults, separated by commas: names as in <see cref="NameOf"/>, <c>all</c> or <c>none</c>.</summary>
    /// <exception cref="FormatException">A name is unknown.</exception>
    public static ImmutableArray<FaultKind> ParseFaults(string text)
    {
        FaultKind[] all = Enum.GetValues<FaultKind>();
        return text.Trim() switch
        {
            "all" => [.. all],
            "none" => [],
            _ =>
            [
                .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(name =>
                        Array.Find(all, kind => NameOf(kind) == name) is var kind && NameOf(kind) == name
                            ? kind
                            : throw new FormatException(
                                $"There is no fault \"{name}\". There are: {string.Join(", ", all.Select(NameOf))}; all; none."
                            )
                    )
                    .Distinct(),
            ],
        };
    }

    /// <summary>The name of a fault on the command line and in JSON, for example <c>one-way-cut</c>.</summary>
    public static string NameOf(FaultKind kind)
    {
        string name = kind.ToString();
        return string.Concat(
                name.Select((letter, index) => index > 0 && char.IsUpper(letter) ? $"-{letter}" : $"{letter}")
            )
            .ToLowerInvariant();
    }
}
