using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Cohort.Cli.Bench.Report;

/// <summary>The report for programs: one JSON object on one line. Its names are a contract.</summary>
internal static class BenchReport
{
    // What comes before the spread; the rest follows it.
    private const Figure LastBeforeSpread = Figure.RatioToFloor;

    /// <summary>Writes it.</summary>
    public static string Json(BenchRequest request, BenchOutcome outcome)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", outcome.Failures.Count == 0);
            WriteMachine(json);
            json.WriteNumber("seconds", request.Duration.TotalSeconds);
            json.WriteNumber("warmUpSeconds", request.WarmUp.TotalSeconds);
            json.WriteNumber("repetitions", request.Repetitions);
            json.WriteStartArray("points");
            foreach (BenchPoint point in outcome.Points)
                WritePoint(json, point);
            json.WriteEndArray();
            json.WriteStartArray("failures");
            foreach (string failure in outcome.Failures)
                json.WriteStringValue(failure);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteMachine(Utf8JsonWriter json)
    {
        json.WriteStartObject("machine");
        json.WriteNumber("processors", Environment.ProcessorCount);
        json.WriteString("architecture", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
        json.WriteString("operatingSystem", RuntimeInformation.OSDescription);
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteEndObject();
    }

    private static void WritePoint(Utf8JsonWriter json, BenchPoint point)
    {
        Setting setting = point.Setting;
        json.WriteStartObject();
        json.WriteString("mode", setting.Mode.Word());
        json.WriteNumber("members", setting.Members);
        json.WriteNumber("senders", setting.Senders);
        json.WriteNumber("size", setting.Size);
        json.WriteString("order", Word(setting.Order));
        json.WriteString("delivery", Word(setting.Delivery));
        foreach (Figure figure in FigureNames.All.Where(figure => figure <= LastBeforeSpread))
            WriteFigure(json, figure, point[figure]);
        WriteSpread(json, point);
        json.WriteString("side", Word(setting.Side));
        json.WriteNumber("outstanding", setting.Outstanding);
        bool changesView = setting.Event is not null;
        json.WriteString("event", setting.Event is { } happening ? Word(happening) : null);
        json.WriteString("load", changesView ? Word(setting.Load) : null);
        if (changesView)
            json.WriteNumber("stateBytes", setting.StateBytes);
        else
            json.WriteNull("stateBytes");
        WriteNeighbour(json, setting);
        if (setting.Mode == BenchMode.Groups)
            json.WriteNumber("groups", setting.Groups);
        else
            json.WriteNull("groups");
        foreach (Figure figure in FigureNames.All.Where(figure => figure > LastBeforeSpread))
            WriteFigure(json, figure, point[figure]);
        json.WriteEndObject();
    }

    private static void WriteNeighbour(Utf8JsonWriter json, Setting setting)
    {
        json.WriteString("beside", setting.Beside is { } neighbour ? Word(neighbour) : null);
        if (setting.Beside == Neighbour.Bulk)
            json.WriteNumber("bulkBytes", setting.BulkBytes);
        else
            json.WriteNull("bulkBytes");
        bool isSlow = setting.Beside == Neighbour.Slow;
        if (isSlow)
            json.WriteNumber("slowMs", setting.Slow.TotalMilliseconds);
        else
            json.WriteNull("slowMs");
        json.WriteString("slowBy", isSlow ? Word(setting.SlowBy) : null);
    }

    // {"messagesPerSecond":{"min":1,"max":2}, …}: what was measured, and nothing else.
    private static void WriteSpread(Utf8JsonWriter json, BenchPoint point)
    {
        json.WriteStartObject("spread");
        foreach (Figure figure in FigureNames.All)
        {
            if (point.SpreadOf(figure) is not var (least, most))
                continue;
            json.WriteStartObject(figure.JsonName());
            json.WriteNumber("min", Rounded(least));
            json.WriteNumber("max", Rounded(most));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteFigure(Utf8JsonWriter json, Figure figure, double? value)
    {
        if (value is { } known)
            json.WriteNumber(figure.JsonName(), Rounded(known));
        else
            json.WriteNull(figure.JsonName());
    }

    // Small ones, such as ratios, keep the digits that say something.
    private static double Rounded(double value) => Math.Round(value, Math.Abs(value) < 10 ? 6 : 3);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
