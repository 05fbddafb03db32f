using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cohort.Protocol;

namespace Cohort.Runtime.Recording;

/// <summary>The last inputs of a machine, as they are kept in a file.</summary>
/// <param name="Format">The version of the file's format.</param>
/// <param name="Complete">Whether they reach back to the machine's beginning, so that a replay ends where the run did.</param>
/// <param name="Seed">The machine's seed.</param>
/// <param name="Settings">The machine's settings.</param>
/// <param name="Steps">What was stepped, oldest first.</param>
internal sealed record RecordedRun(
    int Format,
    bool Complete,
    ulong Seed,
    NodeSettings Settings,
    ImmutableArray<RecordedStep> Steps
)
{
    public const int CurrentFormat = 2;

    /// <summary>Writes the file.</summary>
    public void Save(string path)
    {
        // The inputs hold what the application sent, which is nobody else's to read.
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, this, RecordedRunJson.Default.RecordedRun);
    }

    /// <summary>Reads a file.</summary>
    public static RecordedRun Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        RecordedRun? run = JsonSerializer.Deserialize(file, RecordedRunJson.Default.RecordedRun);
        return run is { Format: CurrentFormat }
            ? run
            : throw new InvalidDataException(
                $"{path} holds no recorded inputs of format {CurrentFormat}: read it with the version that wrote it."
            );
    }

    /// <summary>Steps a fresh machine through it; throws what the recorded one threw, where the record is complete.</summary>
    public void Replay(IMachine machine)
    {
        var outputs = new OutputBuffer();
        foreach (RecordedStep step in Steps)
        {
            machine.Step(new Instant(step.At), step.Inputs.Select(input => input.ToInput()).ToArray(), outputs);
            outputs.Clear();
        }
    }
}

/// <summary>One step.</summary>
/// <param name="At">Its instant, in ticks.</param>
/// <param name="Inputs">Its inputs.</param>
internal sealed record RecordedStep(long At, ImmutableArray<RecordedInput> Inputs);

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault
)]
[JsonSerializable(typeof(RecordedRun))]
internal sealed partial class RecordedRunJson : JsonSerializerContext;
