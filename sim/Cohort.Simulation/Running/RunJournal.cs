using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Running;

/// <summary>
/// What a long run has done so far, in a file of one JSON object to a line: first what the run is, then a line for each
/// seed. A run that was broken off goes on from it; a last line that was cut short does not count.
/// </summary>
public sealed class RunJournal : IDisposable
{
    private readonly StreamWriter _writer;

    private RunJournal(StreamWriter writer, ImmutableArray<SeedOutcome> done, double secondsBefore)
    {
        _writer = writer;
        Done = done;
        SecondsBefore = secondsBefore;
    }

    /// <summary>The seeds that were done when the journal was opened.</summary>
    public ImmutableArray<SeedOutcome> Done { get; }

    /// <summary>The time that was spent on them.</summary>
    public double SecondsBefore { get; }

    /// <summary>Opens or creates a journal.</summary>
    /// <exception cref="InvalidDataException">The journal is of a run with other bounds.</exception>
    public static RunJournal Open(string path, ScenarioBounds bounds)
    {
        string header = JsonSerializer.Serialize(bounds, JournalJson.Default.ScenarioBounds);
        List<JournalLine> lines = [];
        long valid = 0;
        if (File.Exists(path))
            valid = ReadLines(path, header, lines);
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        file.SetLength(valid);
        file.Seek(0, SeekOrigin.End);
        StreamWriter writer = new(file) { NewLine = "\n", AutoFlush = true };
        if (valid == 0)
            writer.WriteLine(header);
        return new RunJournal(
            writer,
            [.. lines.Select(line => line.Outcome).DistinctBy(outcome => outcome.Seed)],
            lines.Count == 0 ? 0 : lines.Max(line => line.Seconds)
        );
    }

    /// <summary>Adds a seed that is done, with the time that was spent on all so far.</summary>
    public void Add(SeedOutcome outcome, double seconds) =>
        _writer.WriteLine(JsonSerializer.Serialize(new JournalLine(outcome, seconds), JournalJson.Default.JournalLine));

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static long ReadLines(string path, string header, List<JournalLine> lines)
    {
        string text = File.ReadAllText(path);
        int end = text.LastIndexOf('\n') + 1;
        string[] complete = text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (complete.Length == 0)
            return 0;
        if (complete[0] != header)
            throw new InvalidDataException(
                $"{path} is the journal of a run with other options ({complete[0]}). Give the same options, or another file."
            );
        foreach (string line in complete.Skip(1))
            lines.Add(JsonSerializer.Deserialize(line, JournalJson.Default.JournalLine)!);
        return System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(0, end));
    }
}

/// <summary>One seed in a journal.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Seconds">The time spent on the whole run up to it.</param>
internal sealed record JournalLine(SeedOutcome Outcome, double Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ScenarioBounds))]
[JsonSerializable(typeof(JournalLine))]
internal sealed partial class JournalJson : JsonSerializerContext;
