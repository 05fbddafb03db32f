using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cohort.Samples.Inventory;

/// <summary>A store in a process of its own, and what it says.</summary>
internal sealed class StoreProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task _reading;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _audited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoreProcess(string listen, string[] seeds)
    {
        Address = listen;
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // Where it is run by the dotnet host, that has to be told which program.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(StoreProcess).Assembly.Location);
        foreach (string argument in (string[])["store", listen, .. seeds])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _reading = ReadAsync();
    }

    public string Address { get; }

    /// <summary>The orders that its customers were told are reserved.</summary>
    public ConcurrentQueue<string> Reserved { get; } = [];

    /// <summary>The orders that its replica holds, when it is audited.</summary>
    public List<string> Held { get; } = [];

    /// <summary>What its replica has left, when it is audited.</summary>
    public int Left { get; private set; }

    public Task ReadyAsync() => _ready.Task.WaitAsync(s_patience);

    /// <summary>As kill -9 does. What it had told until then has been read when this completes.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _reading.WaitAsync(s_patience);
    }

    /// <summary>Has it stop reserving.</summary>
    public Task CloseAsync() => AskAsync("close", _closed);

    /// <summary>Has it tell what it holds.</summary>
    public Task AuditAsync() => AskAsync("audit", _audited);

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private async Task AskAsync(string what, TaskCompletionSource answered)
    {
        await _process.StandardInput.WriteLineAsync(what);
        await answered.Task.WaitAsync(s_patience);
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            switch (words)
            {
                case ["ready"]:
                    _ready.TrySetResult();
                    break;
                case ["closed"]:
                    _closed.TrySetResult();
                    break;
                case ["reserved", var order]:
                    Reserved.Enqueue(order);
                    break;
                case ["holds", var order]:
                    Held.Add(order);
                    break;
                case ["left", var left]:
                    Left = int.Parse(left);
                    _audited.TrySetResult();
                    break;
            }
        }
        var gone = new InvalidOperationException($"store {Address} has ended before it was told to");
        foreach (TaskCompletionSource waiting in (TaskCompletionSource[])[_ready, _closed, _audited])
        {
            waiting.TrySetException(gone);
            // Nobody may be waiting for it.
            _ = waiting.Task.Exception;
        }
    }
}
