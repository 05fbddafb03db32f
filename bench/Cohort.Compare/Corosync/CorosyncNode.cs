using Cohort.Compare.Processes;

namespace Cohort.Compare.Corosync;

/// <summary>A daemon in namespaces of its own, which end with it.</summary>
internal sealed class CorosyncNode : IAsyncDisposable
{
    private readonly StartedProcess _daemon;

    private CorosyncNode(StartedProcess daemon) => _daemon = daemon;

    /// <summary>Starts it.</summary>
    /// <param name="name">Its name in the configuration.</param>
    /// <param name="folder">Where it keeps its files.</param>
    /// <param name="configuration">The configuration that all share.</param>
    /// <param name="client">The client's program, which is put where the daemon's namespaces see it.</param>
    public static CorosyncNode Start(string name, TemporaryFolder folder, string configuration, string client)
    {
        string own = folder.Make(name);
        foreach (string part in (string[])["etc/corosync/uidgid.d", "etc/libqb", "run", "lib", "tmp", "work"])
            folder.Make($"{name}/{part}");
        File.WriteAllText(Path.Combine(own, "etc/corosync/corosync.conf"), configuration);
        File.WriteAllText(Path.Combine(own, "etc/libqb/force-filesystem-sockets"), "");
        File.Copy(client, Path.Combine(own, "run/cpg_bench"));
        string script = Path.Combine(AppContext.BaseDirectory, "Corosync/node.sh");
        return new CorosyncNode(StartedProcess.Start("unshare", "--mount", "--uts", "--ipc", "sh", script, name, own));
    }

    /// <summary>Starts a client of this daemon.</summary>
    public StartedProcess StartClient(params IEnumerable<string> arguments) =>
        StartedProcess.Start(
            "nsenter",
            ["--target", $"{_daemon.Id}", "--mount", "--ipc", "/run/cpg_bench", .. arguments]
        );

    /// <summary>Waits a moment, in which a daemon that cannot run says so and ends.</summary>
    /// <exception cref="PeerFailedException">It ended.</exception>
    public async Task SurviveAsync(TimeSpan moment, CancellationToken cancellationToken)
    {
        await Task.Delay(moment, cancellationToken);
        if (_daemon.HasExited)
            throw new PeerFailedException($"the daemon ended: {_daemon.LastLine}");
    }

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();
}
