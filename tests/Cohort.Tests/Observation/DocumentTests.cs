using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Cohort.Runtime.Observation;

namespace Cohort.Tests.Observation;

/// <summary>docs/observability.md has what there is, all of it and nothing else.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void The_instruments_are_those_of_the_document()
    {
        RuntimeHelpers.RunClassConstructor(typeof(LivingNodes).TypeHandle);
        var present = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter == Instruments.Meter)
                    present.Add($"{instrument.Name}: {KindOf(instrument)} in {instrument.Unit ?? "none"}");
            },
        };
        listener.Start();

        string[] documented =
        [
            .. Rows("instrument").Select(row => $"{row[0].Trim('`')}: {row[1]} in {row[2].Trim('`')}"),
        ];
        Assert.Equal(documented.Order(StringComparer.Ordinal), present.Order(StringComparer.Ordinal));
        Assert.All(
            Rows("instrument"),
            row => Assert.Equal(row[3].StartsWith("group", StringComparison.Ordinal), IsOfGroup(row[0].Trim('`')))
        );
    }

    [Fact]
    public void The_activities_are_those_of_the_document()
    {
        IEnumerable<string> present = typeof(Spans)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Where(name => name.StartsWith("cohort.", StringComparison.Ordinal));
        Assert.Equal(
            Rows("activity").Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal),
            present.Order(StringComparer.Ordinal)
        );
    }

    private static bool IsOfGroup(string instrument) =>
        !instrument.StartsWith("cohort.log.", StringComparison.Ordinal)
        && !instrument.StartsWith("cohort.socket.", StringComparison.Ordinal);

    private static string KindOf(Instrument instrument) =>
        instrument.GetType().Name switch
        {
            "Counter`1" or "ObservableCounter`1" => "counter",
            "ObservableGauge`1" => "gauge",
            "Histogram`1" => "histogram",
            { } other => other,
        };

    /// <summary>The rows of the table whose first column is called so.</summary>
    private static List<string[]> Rows(string column)
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Cohort.slnx")))
            at = at.Parent;
        string[] lines = File.ReadAllLines(Path.Combine(at!.FullName, "docs", "observability.md"));
        return
        [
            .. lines
                .SkipWhile(line => !line.StartsWith($"| {column} |", StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Split('|')[1..^1].Select(cell => cell.Trim()).ToArray()),
        ];
    }
}
