using System.Diagnostics;
using Cohort.Cli.Children;

namespace Cohort.Cli.Serving;

/// <summary>A server in a process of its own, which ends when this process does, however that ends.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, Action<string> tell)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } said)
                tell(said);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The operating system's number for it.</summary>
    public int ProcessNumber => _process.Id;

    /// <summary>Completes when clients can come to it.</summary>
    public Task Ready => _ready.Task;

    /// <summary>With which code it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts one.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="tell">Hears each line that it says on standard error.</param>
    public static ServerProcess Start(IEnumerable<string> arguments, Action<string> tell) =>
        new(OwnProgram.Start(arguments), tell);

    /// <summary>Completes when it has ended.</summary>
    public Task EndedAsync(CancellationToken cancellationToken = default) =>
        _process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks it to end: it leaves its group, and the others go on without having to suspect it.</summary>
    public void AskToEnd()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }
    }

    /// <summary>Ends it, if it still runs, and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line == ServeSession.Ready)
            _ready.TrySetResult();
    }
}
