using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cohort.Compare.Report;

/// <summary>The report for programs: one JSON object on one line.</summary>
internal static class CompareJson
{
    // For a terminal or a file, not for a page: nothing but quotes needs escaping.
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes it.</summary>
    public static string Write(CompareReport report)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, s_options))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", report.Results.HasAny && !report.Results.Failures.Any());
            json.WriteString("command", report.Request.CommandLine);
            json.WriteString("cohort", report.Circumstances.Version);
            json.WriteString("machine", Circumstances.Machine);
            if (report.Circumstances.Load is { } load)
                json.WriteNumber("load", load);
            else
                json.WriteNull("load");
            json.WriteStartObject("versions");
            foreach ((Peer peer, string version) in report.Circumstances.Versions)
                json.WriteString(peer.ToString().ToLowerInvariant(), version);
            json.WriteEndObject();
            json.WriteStartArray("points");
            foreach ((Contender contender, Point point) in report.Results.Measured)
                WritePoint(json, report.Results, contender, point);
            json.WriteEndArray();
            json.WriteStartArray("failures");
            foreach (string failure in report.Results.Failures)
                json.WriteStringValue(failure);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WritePoint(Utf8JsonWriter json, Results results, Contender contender, Point point)
    {
        json.WriteStartObject();
        json.WriteString("workload", JsonNamingPolicy.CamelCase.ConvertName(point.Workload.ToString()));
        json.WriteNumber("size", point.Size);
        if (point.Clients > 0)
            json.WriteNumber("clients", point.Clients);
        json.WriteString("system", JsonNamingPolicy.CamelCase.ConvertName(contender.ToString()));
        WriteSpread(json, "perSecond", results.Of(contender, point, sample => sample.PerSecond));
        WriteSpread(json, "p50Us", results.Of(contender, point, sample => sample.P50Us));
        WriteSpread(json, "p99Us", results.Of(contender, point, sample => sample.P99Us));
        json.WriteEndObject();
    }

    private static void WriteSpread(Utf8JsonWriter json, string name, Spread? spread)
    {
        if (spread is not { } known)
            return;
        json.WriteStartObject(name);
        json.WriteNumber("median", Math.Round(known.Median, 3));
        json.WriteNumber("min", Math.Round(known.Least, 3));
        json.WriteNumber("max", Math.Round(known.Most, 3));
        json.WriteEndObject();
    }
}
