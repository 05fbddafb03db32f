using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Channels;

namespace Cohort.Compare.Processes;

/// <summary>A process that this program started. It is gone when it is disposed, with all that it started
/// itself.</summary>
internal sealed class StartedProcess : IAsyncDisposable
{
    private const int LinesKept = 50;

    private readonly Process _process;
    private readonly Lock _lock = new();
    private string? _lastLine;
    private string? _lastError;
    private readonly Channel<string> _output = Channel.CreateBounded<string>(
        new BoundedChannelOptions(LinesKept) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    private StartedProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => TakeIn(line.Data, isOutput: true);
        process.ErrorDataReceived += (_, line) => TakeIn(line.Data, isOutput: false);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The operating system's number for it.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it is gone.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The last line that it wrote, to its standard error where it wrote there: often it says why it
    /// ended.</summary>
    public string LastLine
    {
        get
        {
            lock (_lock)
                return _lastError ?? _lastLine ?? "it said nothing";
        }
    }

    /// <summary>Starts one.</summary>
    /// <exception cref="PeerFailedException">There is no such program.</exception>
    public static StartedProcess Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["DEBIAN_FRONTEND"] = "noninteractive", ["LC_ALL"] = "C.UTF-8" },
        };
        try
        {
            return new StartedProcess(Process.Start(start)!);
        }
        catch (Win32Exception error)
        {
            throw new PeerFailedException($"{program} cannot be started: {error.Message}");
        }
    }

    /// <summary>Runs one to its end, and returns what it wrote to its standard output.</summary>
    /// <exception cref="PeerFailedException">It did not end well.</exception>
    public static async Task<string> OutputOfAsync(
        CancellationToken cancellationToken,
        string program,
        params IEnumerable<string> arguments
    )
    {
        await using StartedProcess process = Start(program, arguments);
        await process._process.WaitForExitAsync(cancellationToken);
        if (process._process.ExitCode != 0)
            throw new PeerFailedException($"{program} ended with {process._process.ExitCode}: {process.LastLine}");
        var lines = new List<string>();
        await foreach (string line in process._output.Reader.ReadAllAsync(cancellationToken))
            lines.Add(line);
        return string.Join('\n', lines);
    }

    /// <summary>The next line of its standard output.</summary>
    /// <exception cref="PeerFailedException">None came in time, or ever will.</exception>
    public async Task<string> NextLineAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await _output.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(patience, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new PeerFailedException($"{_process.StartInfo.FileName} ended: {LastLine}");
        }
        catch (TimeoutException)
        {
            throw new PeerFailedException($"{_process.StartInfo.FileName} was silent for {patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Waits until something is the case, as long as this process runs.</summary>
    /// <exception cref="PeerFailedException">It took too long, or the process ended.</exception>
    public async Task UntilAsync(
        Func<CancellationToken, Task<bool>> condition,
        string what,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition(cancellationToken))
        {
            if (HasExited)
                throw new PeerFailedException($"{_process.StartInfo.FileName} ended: {LastLine}");
            if (Stopwatch.GetElapsedTime(start) > patience)
                throw new PeerFailedException($"{what} took more than {patience.TotalSeconds:0} s");
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void TakeIn(string? line, bool isOutput)
    {
        if (isOutput && line is null)
            _output.Writer.TryComplete();
        else if (isOutput)
            _output.Writer.TryWrite(line!);
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_lock)
            if (isOutput)
                _lastLine = line;
            else
                _lastError = line;
    }
}
