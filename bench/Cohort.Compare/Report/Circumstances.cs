using System.Runtime.InteropServices;
using Cohort.Compare.Packages;
using Cohort.Compare.Processes;

namespace Cohort.Compare.Report;

/// <summary>What was measured where: versions, and the machine.</summary>
internal sealed record Circumstances
{
    /// <summary>The commit that was measured, marked where the tree had changes.</summary>
    public required string Commit { get; init; }

    /// <summary>The versions of the peers' packages that are installed.</summary>
    public required IReadOnlyDictionary<Peer, string> Versions { get; init; }

    /// <summary>How many processes ran or waited for a processor, on the average of the last minute.</summary>
    public required string Load { get; init; }

    /// <summary>The machine in a few words.</summary>
    public static string Machine =>
        $"{Environment.ProcessorCount} processors ({RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}), "
        + $"{RuntimeInformation.OSDescription}, Linux {Environment.OSVersion.Version}, "
        + $"{RuntimeInformation.FrameworkDescription}, servers' data on {TemporaryFolder.FileSystem}";

    /// <summary>Finds out.</summary>
    public static async Task<Circumstances> FindAsync(CancellationToken cancellationToken)
    {
        var versions = new Dictionary<Peer, string>();
        foreach (Peer peer in Enum.GetValues<Peer>())
            if (await DebianPackages.VersionAsync(peer.Packages()[0], cancellationToken) is { } version)
                versions[peer] = version;
        return new Circumstances
        {
            Commit = await CommitAsync(cancellationToken),
            Versions = versions,
            Load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown",
        };
    }

    private static async Task<string> CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The file that this very command writes makes no other program.
            string[] describe = ["-C", Repository.Path("src"), "describe", "--always", "--abbrev=7", "--dirty"];
            return await StartedProcess.OutputOfAsync(cancellationToken, "git", describe);
        }
        catch (PeerFailedException)
        {
            return "unknown";
        }
    }
}
