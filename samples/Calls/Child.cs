using System.Diagnostics;

namespace Calls;

/// <summary>This program once more, as another process: told what to do in lines, and answering in lines.</summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _name;
    private readonly Process _process;

    public Child(string name, string listen, string[] seeds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [name, listen, .. seeds])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        (_name, _process) = (name, Process.Start(start)!);
    }

    public void Tell(string command) => _process.StandardInput.WriteLine(command);

    /// <summary>What it says next; shows it too.</summary>
    public async Task<string> HearAsync()
    {
        string line =
            await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience)
            ?? throw new InvalidOperationException($"{_name} has ended.");
        Console.WriteLine($"{_name}: {line}");
        return line;
    }

    public async Task<string> AskAsync(string command)
    {
        Console.WriteLine($"   {_name}, {command}!");
        Tell(command);
        return await HearAsync();
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
