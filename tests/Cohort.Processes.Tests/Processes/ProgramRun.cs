using System.Diagnostics;

namespace Cohort.Processes.Tests.Processes;

/// <summary>The command line as its callers start it: a process of its own.</summary>
internal static class ProgramRun
{
    /// <summary>The built command line, which the build puts beside the tests.</summary>
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "Cohort.Cli.dll");

    /// <summary>How to start it with redirected streams.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="wrapper">A command that starts it, such as <c>ip netns exec a</c>; empty for none.</param>
    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments, params IReadOnlyList<string> wrapper)
    {
        string[] line = [.. wrapper, "dotnet", s_program, .. arguments];
        return new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> ToEndAsync(params string[] arguments)
    {
        using var deadline = new CancellationTokenSource(Deadline.Patience);
        using Process process = Process.Start(StartInfo(arguments))!;
        try
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
