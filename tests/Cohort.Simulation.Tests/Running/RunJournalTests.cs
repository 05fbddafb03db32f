using System.Collections.Immutable;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Running;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Tests.Running;

public sealed class RunJournalTests : IDisposable
{
    private static readonly ScenarioBounds Bounds = new();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cohort-journal-");

    private string JournalPath => Path.Combine(_folder.FullName, "run.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_run_that_was_broken_off_goes_on_where_it_was()
    {
        using (RunJournal journal = RunJournal.Open(JournalPath, Bounds))
        {
            Assert.Empty(journal.Done);
            journal.Add(Outcome(3), 1.5);
            journal.Add(Outcome(4), 2.5);
        }

        using RunJournal again = RunJournal.Open(JournalPath, Bounds);

        Assert.Equal([3, 4], again.Done.Select(outcome => outcome.Seed));
        Assert.Equal("D3", again.Done[0].Violations[0].Property);
        Assert.Equal(2, again.Done[0].Faults[FaultKind.Crash]);
        Assert.Equal(2.5, again.SecondsBefore);
    }

    [Fact]
    public void A_last_line_that_was_cut_short_does_not_count_and_is_written_again()
    {
        using (RunJournal journal = RunJournal.Open(JournalPath, Bounds))
        {
            journal.Add(Outcome(3), 1);
            journal.Add(Outcome(4), 2);
        }

        string whole = File.ReadAllText(JournalPath);
        File.WriteAllText(JournalPath, whole[..^20]);
        using (RunJournal torn = RunJournal.Open(JournalPath, Bounds))
        {
            Assert.Equal([3], torn.Done.Select(outcome => outcome.Seed));
            torn.Add(Outcome(4), 2);
        }

        Assert.Equal(whole, File.ReadAllText(JournalPath));
    }

    [Fact]
    public void The_journal_of_a_run_with_other_options_is_refused_and_left_as_it_is()
    {
        using (RunJournal journal = RunJournal.Open(JournalPath, Bounds))
            journal.Add(Outcome(3), 1);
        string before = File.ReadAllText(JournalPath);

        Assert.Throws<InvalidDataException>(() =>
            RunJournal.Open(JournalPath, Bounds with { Duration = TimeSpan.FromSeconds(30) })
        );

        Assert.Equal(before, File.ReadAllText(JournalPath));
    }

    private static SeedOutcome Outcome(ulong seed) =>
        new()
        {
            Seed = seed,
            VirtualTime = TimeSpan.FromSeconds(120),
            Deliveries = 10,
            ViewChanges = 3,
            StartsAnew = 0,
            Faults = ImmutableSortedDictionary<FaultKind, int>.Empty.Add(FaultKind.Crash, 2),
            Violations = [new Violation("D3", "text")],
        };
}
