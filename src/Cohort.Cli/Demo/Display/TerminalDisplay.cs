using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Cohort.Cli.Demo.Display;

/// <summary>Shows the demo on a terminal: a row for each node, and what happened last.</summary>
internal sealed class TerminalDisplay : IDemoDisplay
{
    private const int EventsShown = 12;

    private readonly LiveDisplayContext _context;
    private readonly Queue<string> _events = new();
    private IReadOnlyList<DemoNode> _nodes = [];
    private TimeSpan _window = TimeSpan.FromSeconds(1);

    private TerminalDisplay(LiveDisplayContext context) => _context = context;

    /// <summary>Runs something that is shown.</summary>
    public static Task<T> ShowAsync<T>(IAnsiConsole console, Func<IDemoDisplay, Task<T>> run) =>
        console.Live(new Text("")).StartAsync(context => run(new TerminalDisplay(context)));

    public void Happened(TimeSpan at, string what)
    {
        _events.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds, 7:F3} s  {what}"));
        if (_events.Count > EventsShown)
            _events.Dequeue();
        _context.UpdateTarget(Render());
    }

    public void Refresh(IReadOnlyList<DemoNode> nodes, TimeSpan window)
    {
        _nodes = nodes;
        _window = window;
        _context.UpdateTarget(Render());
    }

    private Rows Render() =>
        new(NodeTable(), new Panel(new Text(string.Join('\n', _events))).Header("what happened").Expand());

    private Table NodeTable()
    {
        var table = new Table().Expand().Title("a ledger on every node");
        string[] headings = ["node", "process", "state", "view", "operations/s", "p50", "p99", "acknowledged"];
        foreach (string heading in headings)
            table.AddColumn(heading);
        foreach (DemoNode node in _nodes)
            table.AddRow(RowOf(node));
        return table;
    }

    private IRenderable[] RowOf(DemoNode node)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        var style = new Style(
            node.State switch
            {
                DemoNodeState.Killed => Color.Red,
                DemoNodeState.Joining => Color.Yellow,
                _ => Color.Green,
            }
        );
        double rate = node.RecentLatencies.Count / _window.TotalSeconds;
        return
        [
            new Text(node.Name),
            new Text($"{node.Process?.ProcessNumber}"),
            new Text(node.State.ToString().ToLowerInvariant(), style),
            new Text(node.State == DemoNodeState.Killed ? "" : ViewsOf(node)),
            new Text(rate.ToString("N0", culture)),
            new Text(Milliseconds(node.RecentLatencies.Percentile(0.50))),
            new Text(Milliseconds(node.RecentLatencies.Percentile(0.99))),
            new Text(node.Acknowledged.ToString("N0", culture)),
        ];
    }

    private static string ViewsOf(DemoNode node) =>
        node.Views is [var only] ? $"{only}" : $"{node.Views.Count(view => view?.HasHolder(node.Name) == true)} groups";

    private static string Milliseconds(uint microseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000.0:F2} ms");
}
