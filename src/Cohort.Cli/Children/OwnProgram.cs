using System.Diagnostics;

namespace Cohort.Cli.Children;

/// <summary>Starts this program once more.</summary>
internal static class OwnProgram
{
    /// <summary>Starts it with its input and outputs in the hands of this process.</summary>
    /// <param name="arguments">The command line.</param>
    public static Process Start(IEnumerable<string> arguments)
    {
        string host =
            Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        bool isShared = Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string[] program = isShared ? [typeof(OwnProgram).Assembly.Location] : [];
        var start = new ProcessStartInfo(host, [.. program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{host} did not start.");
    }
}
