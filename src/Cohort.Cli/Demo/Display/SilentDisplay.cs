namespace Cohort.Cli.Demo.Display;

/// <summary>Shows nothing: where only the outcome is wanted.</summary>
internal sealed class SilentDisplay : IDemoDisplay
{
    public void Happened(TimeSpan at, string what) { }

    public void Refresh(IReadOnlyList<DemoNode> nodes, TimeSpan window) { }
}
