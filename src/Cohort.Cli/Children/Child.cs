using System.Diagnostics;

namespace Cohort.Cli.Children;

/// <summary>
/// A process that runs one of this program's own hidden commands, and talks to this one in frames. It ends when its
/// standard input does, so that it does not outlive its parent, however that dies.
/// </summary>
internal sealed class Child : IAsyncDisposable
{
    private const int ErrorLinesKept = 20;

    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private readonly Thread _reader;

    private Child(Process process, Action<Child, Frame?> onFrame)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => KeepError(line.Data);
        process.BeginErrorReadLine();
        _reader = new Thread(() => Read(onFrame)) { IsBackground = true, Name = $"child {process.Id}" };
        _reader.Start();
    }

    /// <summary>The operating system's number for it.</summary>
    public int ProcessNumber => _process.Id;

    /// <summary>Whether it is gone.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The last that it said on standard error.</summary>
    public string LastErrors
    {
        get
        {
            lock (_errors)
                return string.Join(Environment.NewLine, _errors);
        }
    }

    /// <summary>Starts this program once more.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="onFrame">Hears every frame, and null once nothing follows; on a thread of its own.</param>
    public static Child Start(IEnumerable<string> arguments, Action<Child, Frame?> onFrame) =>
        new(OwnProgram.Start(arguments), onFrame);

    /// <summary>Tells it something. What a process that is gone is told is lost.</summary>
    public void Tell(Frame frame)
    {
        try
        {
            frame.WriteTo(_process.StandardInput.BaseStream);
        }
        catch (IOException)
        {
            // It is gone: whoever reads its frames hears so.
        }
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits until the operating system has taken back all that it had.</summary>
    public Task GoneAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends it, if it still runs, and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _reader.Join();
        _process.Dispose();
    }

    private void Read(Action<Child, Frame?> onFrame)
    {
        Stream output = _process.StandardOutput.BaseStream;
        while (Frame.ReadFrom(output) is { } frame)
            onFrame(this, frame);
        onFrame(this, null);
    }

    private void KeepError(string? line)
    {
        if (line is null)
            return;
        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > ErrorLinesKept)
                _errors.Dequeue();
        }
    }
}
