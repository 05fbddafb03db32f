using System.Globalization;
using System.Runtime.InteropServices;
using Cohort.Compare.Packages;
using Cohort.Compare.Processes;

namespace Cohort.Compare.Report;

/// <summary>What was measured where: versions, and the machine.</summary>
internal sealed record Circumstances
{
    private const string LoadFile = "/proc/loadavg";

    /// <summary>What was measured of Cohort: its version and commit, and whether the sources had changes.</summary>
    public required string Version { get; init; }

    /// <summary>The versions of the peers' packages that are installed.</summary>
    public required IReadOnlyDictionary<Peer, string> Versions { get; init; }

    /// <summary>How many processes ran or waited for a processor, on the average of the last minute; null where the
    /// machine does not say.</summary>
    public required double? Load { get; init; }

    /// <summary>The machine in a few words.</summary>
    public static string Machine =>
        $"{Environment.ProcessorCount} processors "
        + $"({RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}), "
        + $"{RuntimeInformation.OSDescription}, Linux {Environment.OSVersion.Version.ToString(2)}, "
        + $"{RuntimeInformation.FrameworkDescription}, servers' data on {TemporaryFolder.FileSystem}";

    /// <summary>What others did on the machine, in a few words.</summary>
    public string LoadInWords =>
        Load switch
        {
            null => "not known",
            { } load when load > Environment.ProcessorCount => string.Create(
                CultureInfo.InvariantCulture,
                $"{load:0.0}: others were at work, so the figures tell of waiting for a processor too"
            ),
            { } load => load.ToString("0.0", CultureInfo.InvariantCulture),
        };

    /// <summary>Finds out.</summary>
    public static async Task<Circumstances> FindAsync(CancellationToken cancellationToken)
    {
        var versions = new Dictionary<Peer, string>();
        foreach (Peer peer in Enum.GetValues<Peer>())
            if (await DebianPackages.VersionAsync(peer.Packages()[0], cancellationToken) is { } version)
                versions[peer] = version;
        return new Circumstances
        {
            Version = await VersionAsync(cancellationToken),
            Versions = versions,
            Load = File.Exists(LoadFile)
                ? double.Parse(File.ReadAllText(LoadFile).Split(' ')[0], CultureInfo.InvariantCulture)
                : null,
        };
    }

    private static async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        string version = typeof(Node).Assembly.GetName().Version!.ToString(3);
        try
        {
            string[] head = ["-C", Repository.Path("."), "rev-parse", "--short=7", "HEAD"];
            string[] changes = ["-C", Repository.Path("."), "status", "--porcelain", "--", "src", "bench"];
            string commit = await StartedProcess.OutputOfAsync(cancellationToken, "git", head);
            bool isChanged = (await StartedProcess.OutputOfAsync(cancellationToken, "git", changes)).Length > 0;
            return $"{version} (commit {commit}{(isChanged ? " with changes" : "")})";
        }
        catch (PeerFailedException)
        {
            return version;
        }
    }
}
