using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cohort.AspNetCore.Tests.Telemetry;

/// <summary>Reads Prometheus's text format, version 0.0.4, and takes nothing that is not quite so.</summary>
internal sealed partial class PrometheusPage
{
    private static readonly string[] s_types = ["counter", "gauge", "histogram", "summary", "untyped"];

    private readonly List<Sample> _samples = [];
    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<string, string> _helps = [];

    /// <summary>One line.</summary>
    internal sealed record Sample(string Name, Dictionary<string, string> Labels, double Value);

    public IReadOnlyList<Sample> Samples => _samples;

    public IReadOnlyDictionary<string, string> Types => _types;

    public IReadOnlyDictionary<string, string> Helps => _helps;

    public static PrometheusPage Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        var page = new PrometheusPage();
        foreach (string line in text.Split('\n')[..^1])
            page.Take(line);
        page.CheckFamilies();
        return page;
    }

    /// <summary>The samples of a name with such labels.</summary>
    public IReadOnlyList<Sample> All(string name, params (string Name, string Value)[] labels) =>
        [
            .. _samples.Where(sample =>
                sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)
            ),
        ];

    private void Take(string line)
    {
        if (line.StartsWith('#'))
        {
            string[] parts = line.Split(' ', 4);
            if (parts is ["#", "TYPE", { } typed, { } type])
            {
                Assert.Contains(type, s_types);
                Assert.True(_types.TryAdd(typed, type), $"{typed} has two types");
            }
            else if (parts is ["#", "HELP", { } helped, { } help])
                Assert.True(_helps.TryAdd(helped, help), $"{helped} has two helps");
            return;
        }
        if (line.Length == 0)
            return;
        Match match = SampleLine().Match(line);
        Assert.True(match.Success, $"no sample: {line}");
        string name = match.Groups["name"].Value;
        var labels = new Dictionary<string, string>();
        foreach (Match label in Label().Matches(match.Groups["labels"].Value))
            Assert.True(labels.TryAdd(label.Groups["name"].Value, Unescape(label.Groups["value"].Value)), line);
        Assert.Contains(FamilyOf(name), _types.Keys);
        double value = match.Groups["value"].Value switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            { } number => double.Parse(number, CultureInfo.InvariantCulture),
        };
        _samples.Add(new Sample(name, labels, value));
    }

    private void CheckFamilies()
    {
        Assert.Equal(
            _samples.Count,
            _samples
                .Select(sample =>
                    sample.Name + string.Join(",", sample.Labels.OrderBy(each => each.Key).Select(each => $"{each}"))
                )
                .Distinct()
                .Count()
        );
        foreach ((string name, string type) in _types)
        {
            if (type == "counter")
                Assert.EndsWith("_total", name, StringComparison.Ordinal);
            if (type == "histogram")
                CheckHistogram(name);
        }
    }

    private void CheckHistogram(string name)
    {
        foreach (Sample count in All($"{name}_count"))
        {
            (string, string)[] labels = [.. count.Labels.Select(label => (label.Key, label.Value))];
            Sample[] buckets = [.. All($"{name}_bucket", labels)];
            double[] bounds =
            [
                .. buckets.Select(bucket =>
                    bucket.Labels["le"] == "+Inf"
                        ? double.PositiveInfinity
                        : double.Parse(bucket.Labels["le"], CultureInfo.InvariantCulture)
                ),
            ];
            Assert.Equal(bounds.Order(), bounds);
            Assert.Equal(double.PositiveInfinity, bounds[^1]);
            Assert.Equal(buckets.Select(bucket => bucket.Value).Order(), buckets.Select(bucket => bucket.Value));
            Assert.Equal(count.Value, buckets[^1].Value);
            Assert.Single(All($"{name}_sum", labels));
        }
    }

    private string FamilyOf(string name)
    {
        if (_types.ContainsKey(name))
            return name;
        return Suffix().Replace(name, "");
    }

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (int at = 0; at < value.Length; at++)
            text.Append(
                value[at] != '\\'
                    ? value[at]
                    : value[++at] switch
                    {
                        '\\' => '\\',
                        '"' => '"',
                        'n' => '\n',
                        char other => throw new FormatException($"\\{other} is no escape"),
                    }
            );
        return text.ToString();
    }

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*"(,|(?=\})))*)\})? (?<value>[+-]Inf|NaN|[-+0-9.eE]+)( -?[0-9]+)?$""",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex SampleLine();

    [GeneratedRegex(
        """(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\\n]|\\["\\n])*)"(,|$)""",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Label();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Suffix();
}
