using Cohort.Compare.Processes;

namespace Cohort.Compare.Packages;

/// <summary>Debian's packages on this machine.</summary>
/// <param name="mayInstall">Whether those that are missing may be installed.</param>
/// <param name="onProgress">Hears what is being done, in words.</param>
internal sealed class DebianPackages(bool mayInstall, Action<string> onProgress)
{
    private const string Installed = "installed ";
    private bool _isUpdated;

    /// <summary>The version of a package; null where it is not installed.</summary>
    public static async Task<string?> VersionAsync(string package, CancellationToken cancellationToken)
    {
        try
        {
            string[] query = ["--show", "--showformat=${db:Status-Status} ${Version}", package];
            string answer = await StartedProcess.OutputOfAsync(cancellationToken, "dpkg-query", query);
            return answer.StartsWith(Installed, StringComparison.Ordinal) ? answer[Installed.Length..] : null;
        }
        catch (PeerFailedException)
        {
            return null;
        }
    }

    /// <summary>Installs those that are missing.</summary>
    /// <exception cref="PeerFailedException">One is missing and cannot be installed.</exception>
    public async Task EnsureAsync(IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (string package in packages)
            if (await VersionAsync(package, cancellationToken) is null)
                missing.Add(package);
        if (missing.Count == 0)
            return;
        string names = string.Join(", ", missing);
        if (!mayInstall)
            throw new PeerFailedException($"not installed: {names}");
        if (!Environment.IsPrivilegedProcess)
            throw new PeerFailedException($"not installed: {names}; installing needs root");
        // What is begun is brought to its end, also on Ctrl-C: an install that is broken off is no good state.
        await using NoServices guard = NoServices.Begin();
        if (!_isUpdated)
        {
            onProgress("apt-get update");
            await StartedProcess.OutputOfAsync(CancellationToken.None, "apt-get", "update");
            _isUpdated = true;
        }
        onProgress($"apt-get install {string.Join(' ', missing)}");
        string[] install = ["install", "--yes", "--no-install-recommends", .. missing];
        await StartedProcess.OutputOfAsync(CancellationToken.None, "apt-get", install);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
