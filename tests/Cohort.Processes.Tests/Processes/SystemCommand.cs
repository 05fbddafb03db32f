using System.ComponentModel;
using System.Diagnostics;

namespace Cohort.Processes.Tests.Processes;

/// <summary>Commands of the operating system.</summary>
internal static class SystemCommand
{
    /// <summary>Runs one; fails where it fails.</summary>
    public static void Run(string command, string input = "")
    {
        if (TryRun(command, input) is { } problem)
            throw new InvalidOperationException(problem);
    }

    /// <summary>Runs one; returns what went wrong, or null.</summary>
    public static string? TryRun(string command, string input = "")
    {
        string[] words = command.Split(' ');
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"'{command}' failed: {errors.Trim()}";
        }
        catch (Win32Exception error)
        {
            return $"'{command}' did not start: {error.Message}";
        }
    }
}
