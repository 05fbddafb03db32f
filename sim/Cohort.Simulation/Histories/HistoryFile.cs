using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cohort.Simulation.Histories;

/// <summary>
/// The history of one process in a file: a line of JSON for each event, in the order in which they happened. A process
/// that is killed leaves whole lines behind, and at most a last one that is cut short and does not count.
/// </summary>
public static class HistoryFile
{
    /// <summary>An event as a line, with its line end.</summary>
    public static byte[] LineOf(HistoryEvent happened) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(happened, HistoryJson.Default.HistoryEvent), (byte)'\n'];

    /// <summary>The events in a file.</summary>
    /// <exception cref="InvalidDataException">A whole line is no event.</exception>
    public static IReadOnlyList<HistoryEvent> Read(string path)
    {
        string[] lines = File.ReadAllText(path).Split('\n');
        // What follows the last line end is empty, or was cut short.
        return [.. lines[..^1].Select((line, index) => EventOf(line, path, index + 1))];
    }

    private static HistoryEvent EventOf(string line, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, HistoryJson.Default.HistoryEvent)
                ?? throw new InvalidDataException($"{path}, line {number}: null is no event.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}, line {number}: {error.Message}", error);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(HistoryEvent))]
internal sealed partial class HistoryJson : JsonSerializerContext;
