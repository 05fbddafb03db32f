namespace Cohort.Processes.Tests.Processes;

/// <summary>The lines that a process has printed so far, for tests to wait for.</summary>
internal sealed class LineLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _lines.Count;
        }
    }

    /// <summary>Takes in all lines until the stream ends.</summary>
    public async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            TaskCompletionSource more;
            lock (_lock)
            {
                _lines.Add(line);
                (more, _more) = (_more, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            more.SetResult();
        }
    }

    /// <summary>Waits until a line that comes at or after a place is as wanted, and returns its place.</summary>
    public async Task<int> WaitForAsync(Predicate<string> wanted, string what, int from = 0)
    {
        using var deadline = new CancellationTokenSource(Deadline.Patience);
        while (true)
        {
            Task more;
            lock (_lock)
            {
                int found = _lines.FindIndex(Math.Min(from, _lines.Count), wanted);
                if (found >= 0)
                    return found;
                from = Math.Max(from, _lines.Count);
                more = _more.Task;
            }
            try
            {
                await more.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                string tail = string.Join(Environment.NewLine, Lines.TakeLast(20));
                throw new TimeoutException($"Waited {Deadline.Patience} for {what}. The last lines:\n{tail}");
            }
        }
    }
}
