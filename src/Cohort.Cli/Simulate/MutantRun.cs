using System.Diagnostics;
using Cohort.Cli.CommandLine;
using Cohort.Simulation.Commands;
using Cohort.Simulation.Planting;

namespace Cohort.Cli.Simulate;

/// <summary><c>cohort simulate --mutants</c>: every planted mistake must be found.</summary>
internal static class MutantRun
{
    private const string AllOfThem = "all";

    /// <summary>Hunts for the mistakes named and reports.</summary>
    public static async Task<int> RunAsync(
        string names,
        SimulateOptions options,
        bool json,
        CancellationToken cancellationToken
    )
    {
        if (!MutantHunt.IsPossible)
            return await RefuseAsync(
                "this build makes no mistakes; ./cohort simulate --mutants makes and runs one that does"
            );
        string[] mutants =
            names == AllOfThem
                ? [.. MutantHunt.Names]
                : names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (mutants.Except(MutantHunt.Names, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } unknown)
            return await RefuseAsync(
                $"there is no mutant '{unknown}'; there are {string.Join(", ", MutantHunt.Names)}, and all"
            );

        var hunt = new MutantHunt(options.Bounds, options.FirstSeed, options.Seeds, options.Workers);
        var stopwatch = Stopwatch.StartNew();
        var findings = new List<MutantFinding>();
        foreach (string mutant in mutants)
        {
            MutantFinding finding = await Task.Run(() => hunt.Hunt(mutant, cancellationToken), CancellationToken.None);
            if (cancellationToken.IsCancellationRequested)
                return await EndAsync("interrupted", ExitCode.Failed);
            findings.Add(finding);
            await (json ? Console.Error : Console.Out).WriteLineAsync(Describe(finding));
        }

        var report = MutantReport.Of(findings, stopwatch.Elapsed.TotalSeconds);
        await Console.Out.WriteLineAsync(json ? report.ToJson() : $"{report.Found} of {report.Mutants} found");
        return report.Ok ? ExitCode.Ok : ExitCode.Failed;
    }

    private static string Describe(MutantFinding finding) =>
        finding.Seed is { } seed
            ? $"{finding.Mutant}: seed {seed} breaks {finding.Property}: {finding.Text}"
            : $"{finding.Mutant}: NOT FOUND in {finding.Seeds} seeds";

    private static Task<int> RefuseAsync(string why) => EndAsync(why, ExitCode.Usage);

    private static async Task<int> EndAsync(string why, int exitCode)
    {
        await Console.Error.WriteLineAsync($"cohort simulate: {why}");
        return exitCode;
    }
}
