using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cohort.Simulation.Scenarios;

/// <summary>A scenario in a file, with what it once broke.</summary>
public sealed record ScenarioFile
{
    /// <summary>The property that the scenario broke when it was found.</summary>
    public required string Property { get; init; }

    /// <summary>What happened.</summary>
    public required string Text { get; init; }

    /// <summary>The scenario.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file holds no scenario.</exception>
    public static ScenarioFile Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            ScenarioFile read =
                JsonSerializer.Deserialize(file, ScenarioJson.Default.ScenarioFile)
                ?? throw new InvalidDataException($"{path} is empty. Give a file that `cohort simulate --keep` wrote.");
            return read.Scenario.Version == 1
                ? read
                : throw new InvalidDataException(
                    $"{path} is of version {read.Scenario.Version}; this simulator reads version 1."
                );
        }
        catch (JsonException unreadable)
        {
            throw new InvalidDataException(
                $"{path} holds no scenario ({unreadable.Message}). Give a file that `cohort simulate --keep` wrote.",
                unreadable
            );
        }
    }

    /// <summary>Writes a file.</summary>
    public void Write(string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(this, ScenarioJson.Default.ScenarioFile) + "\n");
}

/// <summary>How scenarios are written: names in camel case, nothing that is as it usually is.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(ScenarioFile))]
internal sealed partial class ScenarioJson : JsonSerializerContext;
