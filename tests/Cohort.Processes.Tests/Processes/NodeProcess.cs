using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Cohort.Processes.Tests.Processes;

/// <summary>A running <c>cohort node</c>.</summary>
internal sealed partial class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private int _sent;

    public NodeProcess(string name, ProcessStartInfo startInfo)
    {
        Name = name;
        _process = Process.Start(startInfo)!;
        _process.StandardInput.AutoFlush = true;
        _reading = Task.WhenAll(
            Task.Run(() => Deliveries.ReadAsync(_process.StandardOutput)),
            Task.Run(() => Events.ReadAsync(_process.StandardError))
        );
    }

    /// <summary>The node's name.</summary>
    public string Name { get; }

    /// <summary>What it printed on standard output.</summary>
    public LineLog Deliveries { get; } = new();

    /// <summary>What it printed on standard error.</summary>
    public LineLog Events { get; } = new();

    /// <summary>The views that it saw, in order: their members, those that hold the state without a star.</summary>
    public IReadOnlyList<string> Views =>
        [.. Events.Lines.Select(line => ViewLine().Match(line)).Where(match => match.Success).Select(MembersOf)];

    /// <summary>The place of the last view among its events; 0 where it has seen none.</summary>
    public int LatestView => Math.Max(0, Events.Lines.ToList().FindLastIndex(ViewLine().IsMatch));

    /// <summary>Whether the test has killed it.</summary>
    public bool IsKilled { get; private set; }

    /// <summary>Sends a line that is like no other.</summary>
    public async Task SendAsync()
    {
        _sent++;
        await _process.StandardInput.WriteLineAsync($"line {_sent} of {Name} in process {_process.Id}");
    }

    /// <summary>Sends these lines.</summary>
    public Task SendAsync(string lines) => _process.StandardInput.WriteAsync(lines);

    /// <summary>Sends a line after which it sends nothing; returns the line as all will print it.</summary>
    public async Task<string> SendLastAsync()
    {
        string last = $"last line of {Name} in process {_process.Id}";
        await SendAsync(last + "\n");
        return $"{Name}: {last}";
    }

    /// <summary>Ends the input, and waits until all that was sent is stable.</summary>
    public async Task EndInputAsync()
    {
        _process.StandardInput.Close();
        await Events.WaitForAsync(line => line.StartsWith("sent ", StringComparison.Ordinal), $"{Name} to flush");
    }

    /// <summary>Waits until it sees a view of exactly these members, all with the state, at or after a place in its
    /// events; returns the place of that event.</summary>
    public Task<int> WaitForViewAsync(string members, int from = 0) =>
        Events.WaitForAsync(
            line => ViewLine().Match(line) is { Success: true } match && IsViewOf(members, match),
            $"{Name} to see a view of {members}",
            from
        );

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        IsKilled = true;
        _process.Kill();
    }

    /// <summary>Stops it in its tracks.</summary>
    public void Stop() => Signal.StopProcess(_process);

    /// <summary>Lets it go on.</summary>
    public void Continue() => Signal.ContinueProcess(_process);

    /// <summary>Asks it to leave and end; returns its exit code.</summary>
    public async Task<int> LeaveAsync()
    {
        Signal.TerminateProcess(_process);
        return await WaitForEndAsync();
    }

    /// <summary>Waits until it has ended and all that it printed is here; returns its exit code.</summary>
    public async Task<int> WaitForEndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Deadline.Patience);
        await _reading.WaitAsync(Deadline.Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private static bool IsViewOf(string members, Match match) =>
        MembersOf(match).Split(' ').Order().SequenceEqual(members.Split(' ').Order());

    private static string MembersOf(Match match) => match.Groups["members"].Value;

    [GeneratedRegex(@"^view v\d+ \[(?<members>[^\]]*)\]")]
    private static partial Regex ViewLine();
}
