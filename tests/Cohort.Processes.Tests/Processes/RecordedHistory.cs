using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;

namespace Cohort.Processes.Tests.Processes;

/// <summary>What all processes of a test wrote down, and which of them are gone.</summary>
internal sealed class RecordedHistory(DirectoryInfo directory)
{
    private readonly List<(string Node, string File)> _files = [];
    private readonly Dictionary<string, TimeSpan> _ends = [];

    /// <summary>The file for a node's next process.</summary>
    public string FileFor(string name)
    {
        string file = Path.Combine(directory.FullName, $"{name}-{_files.Count}.jsonl");
        _files.Add((name, file));
        return file;
    }

    /// <summary>The current process of a node is gone, by a kill or for good.</summary>
    public void Ended(string name) =>
        _ends[_files.Last(entry => entry.Node == name).File] = DateTime.UtcNow - DateTime.UnixEpoch;

    /// <summary>Everything in these files that breaks a property.</summary>
    public IReadOnlyList<Violation> Violations()
    {
        IReadOnlyList<HistoryEvent> events = MergedHistory.Of(_files.Select(entry => EventsOf(entry.File)));
        return PropertyCheckers.Judge(new History(events));
    }

    // A killed process may have died while it wrote its last line.
    private IReadOnlyList<HistoryEvent> EventsOf(string file)
    {
        IReadOnlyList<HistoryEvent> events = HistoryFile.Read(file);
        return _ends.TryGetValue(file, out TimeSpan end) && events.Count > 0
            ? [.. events, new ProcessCrashed(end, events[0].Process)]
            : events;
    }
}
