using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cohort.Simulation.Planting;

/// <summary>What <c>cohort simulate --mutants</c> found. Its JSON form is read by others: names stay.</summary>
/// <param name="Ok">Whether every mistake was found.</param>
/// <param name="Mutants">How many were planted.</param>
/// <param name="Found">How many were found.</param>
/// <param name="WallSeconds">Seconds of real time.</param>
/// <param name="Findings">Mistake by mistake.</param>
public sealed record MutantReport(
    bool Ok,
    int Mutants,
    int Found,
    double WallSeconds,
    ImmutableArray<MutantFinding> Findings
)
{
    /// <summary>Sums findings up.</summary>
    public static MutantReport Of(IReadOnlyCollection<MutantFinding> findings, double wallSeconds)
    {
        int found = findings.Count(finding => finding.Seed is not null);
        bool ok = found == findings.Count && found > 0;
        return new MutantReport(ok, findings.Count, found, Math.Round(wallSeconds, 3), [.. findings]);
    }

    /// <summary>The report as one JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, MutantJson.Default.MutantReport);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MutantReport))]
internal sealed partial class MutantJson : JsonSerializerContext;
