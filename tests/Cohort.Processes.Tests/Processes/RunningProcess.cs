using System.Diagnostics;
using System.Globalization;

namespace Cohort.Processes.Tests.Processes;

/// <summary>What the operating system knows of a process that somebody else has started.</summary>
internal static class RunningProcess
{
    /// <summary>Whether it runs.</summary>
    public static bool Exists(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return !found.HasExited && !IsZombie(process);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Waits until it is gone.</summary>
    public static async Task GoneAsync(int process)
    {
        using var deadline = new CancellationTokenSource(Deadline.Patience);
        using var interval = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Exists(process))
            await interval.WaitForNextTickAsync(deadline.Token);
    }

    /// <summary>The processes that it has started and that run; Linux only.</summary>
    public static IReadOnlyList<int> ChildrenOf(int process)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the parents of processes are read from /proc");
        return
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
                .Where(child => FieldsOf(child) is [not "Z", var parent, ..] && parent == $"{process}"),
        ];
    }

    // Dead, but nobody has asked how it ended: it stays so where the first process of a container asks nobody.
    private static bool IsZombie(int process) => FieldsOf(process) is ["Z", ..];

    // "4711 (the name of it) S 4710 …": its state, its parent and the rest.
    private static string[] FieldsOf(int process)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // Not Linux, or gone this instant.
            return [];
        }
    }
}
