using System.Diagnostics;
using System.Reflection;

namespace Cohort.Samples;

/// <summary>A member of a sample, seen from the process that has started it.</summary>
internal sealed class StartedMember : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Action<string> _allDie;

    public StartedMember(string name, string folder, int life, string listen, string[] seeds, Action<string> allDie)
    {
        (Name, _allDie) = (name, allDie);
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // Where it is run by the dotnet host, that has to be told which program.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        foreach (string argument in SampleMember.Arguments(name, folder, life, listen, seeds))
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        Ended = ListenAsync();
    }

    public string Name { get; }

    /// <summary>Completes when the process has ended, and all that it had said has been heard.</summary>
    public Task Ended { get; }

    /// <summary>What it has said and noted, in order; for when it has ended.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Whether it was killed, because it had said so.</summary>
    public bool WasKilled { get; private set; }

    /// <summary>For when it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Kills it, as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            Hear(line);
        await _process.WaitForExitAsync();
    }

    private void Hear(string line)
    {
        if (line.StartsWith(SampleMember.Dying, StringComparison.Ordinal))
        {
            _process.Kill();
            WasKilled = true;
            Console.WriteLine($"kill -9 {Name}: {line[SampleMember.Dying.Length..]}");
        }
        else if (line.StartsWith(SampleMember.DyingTogether, StringComparison.Ordinal))
        {
            _allDie(line[SampleMember.DyingTogether.Length..]);
        }
        else if (line.StartsWith(SampleMember.Noting, StringComparison.Ordinal))
        {
            _lines.Add(line[SampleMember.Noting.Length..]);
        }
        else if (line.StartsWith(SampleMember.Saying, StringComparison.Ordinal))
        {
            string text = line[SampleMember.Saying.Length..];
            _lines.Add(text);
            Console.WriteLine($"{Name}: {text}");
        }
        else
        {
            Console.WriteLine($"{Name}: {line}");
        }
    }
}
