using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Histories;

/// <summary>Histories of several processes become one that the checkers can judge.</summary>
public sealed class MergedHistoryTests
{
    private static readonly ProcessId _a = new("a:1", 1);
    private static readonly ProcessId _b = new("b:1", 1);

    [Fact]
    public void Events_are_merged_by_time_and_each_process_keeps_its_order()
    {
        // The clock of a is set back from 5 to 3: its third event is taken for as late as the second.
        string[] merged = [.. MergedHistory.Of([At(_a, 1, 5, 3, 9), At(_b, 2, 4, 6), []]).Select(Show)];
        Assert.Equal("a1 b2 b4 a5 a3 b6 a9", string.Join(' ', merged));
    }

    [Fact]
    public void What_was_recorded_apart_is_judged_as_it_would_be_together()
    {
        Scenario told = new Scenario().Form("a b c").Send("c", "x").Deliver("c", "x").Crash("c").Install("a b");
        IEnumerable<IReadOnlyList<HistoryEvent>> apart = told
            .History.Events.GroupBy(happened => happened.Process)
            .Select(process => (IReadOnlyList<HistoryEvent>)[.. process]);
        History together = new(MergedHistory.Of(apart));
        Assert.Equal("U1", Assert.Single(Cohort.Simulation.Checkers.PropertyCheckers.Judge(together)).Property);
    }

    private static IReadOnlyList<HistoryEvent> At(ProcessId process, params int[] milliseconds) =>
        [.. milliseconds.Select(ms => new ProcessPaused(TimeSpan.FromMilliseconds(ms), process))];

    private static string Show(HistoryEvent happened) =>
        $"{happened.Process.Address[0]}{happened.At.TotalMilliseconds}";
}
