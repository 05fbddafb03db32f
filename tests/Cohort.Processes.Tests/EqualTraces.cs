using System.Diagnostics;
using System.Text.Json;
using Cohort.Processes.Tests.Processes;

namespace Cohort.Processes.Tests;

/// <summary>A seed is the same run wherever and however it is run.</summary>
public sealed class EqualTraces : IDisposable
{
#if DEBUG
    private const string OtherConfiguration = "Release";
#else
    private const string OtherConfiguration = "Debug";
#endif

    private static readonly string[] s_run = ["simulate", "--seed", "7", "--duration", "20s", "--json"];

    private readonly DirectoryInfo _artifacts = Directory.CreateTempSubdirectory("cohort-other-build-");

    public void Dispose() => _artifacts.Delete(recursive: true);

    [Fact]
    public async Task A_seed_has_the_same_trace_in_two_processes_one_built_for_debugging_and_one_for_release()
    {
        (int exitCode, string output, string errors) = await ProgramRun.ToEndAsync(s_run);
        Assert.True(exitCode == 0, errors);

        string other = await OtherBuildAsync();

        Assert.Equal(TraceHash(output), TraceHash(other));
    }

    // A build of its own, in a folder of its own, so that it disturbs none that runs beside it.
    private async Task<string> OtherBuildAsync()
    {
        string project = Path.Combine(RepositoryRoot(), "src", "Cohort.Cli", "Cohort.Cli.csproj");
        await DotnetAsync([
            "build",
            project,
            "-c",
            OtherConfiguration,
            "--artifacts-path",
            _artifacts.FullName,
            "-nologo",
        ]);
        string[] programs = Directory.GetFiles(
            Path.Combine(_artifacts.FullName, "bin", "Cohort.Cli"),
            "Cohort.Cli.dll",
            SearchOption.AllDirectories
        );
        return await DotnetAsync([Assert.Single(programs), .. s_run]);
    }

    private static async Task<string> DotnetAsync(string[] arguments)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(5));
        ProcessStartInfo start = new("dotnet", [.. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // No build server outlives the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            string output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            Assert.True(process.ExitCode == 0, output + await errors);
            return output;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static string TraceHash(string report) =>
        JsonDocument.Parse(report).RootElement.GetProperty("traceHash").GetString()!;

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cohort.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not run within the repository.");
    }
}
