using System.Globalization;

namespace Cohort.Cli.Demo.Display;

/// <summary>Shows the demo as lines: for a pipe, a file, or a log.</summary>
internal sealed class PlainDisplay(TextWriter output) : IDemoDisplay
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private TimeSpan _sinceLine;
    private TimeSpan _at;
    private long _operations;

    public void Happened(TimeSpan at, string what)
    {
        _at = at;
        Line(at, what);
    }

    public void Refresh(IReadOnlyList<DemoNode> nodes, TimeSpan window)
    {
        _sinceLine += window;
        _at += window;
        _operations += nodes.Sum(node => node.RecentLatencies.Count);
        if (_sinceLine < s_interval)
            return;
        string states = string.Join(
            ", ",
            nodes.Select(node => $"{node.Name} {node.State.ToString().ToLowerInvariant()}")
        );
        if (_operations > 0)
            Line(
                _at,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_operations / _sinceLine.TotalSeconds:N0} operations/s; {states}"
                )
            );
        _sinceLine = TimeSpan.Zero;
        _operations = 0;
    }

    private void Line(TimeSpan at, string text) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds, 7:F3} s  {text}"));
}
