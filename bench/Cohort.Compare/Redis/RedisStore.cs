using System.Globalization;
using Cohort.Cli.Children;
using Cohort.Compare.Processes;
using Cohort.Compare.Writes;

namespace Cohort.Compare.Redis;

/// <summary>A primary and two replicas on loopback.</summary>
internal sealed class RedisStore : IStore
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Belongings _belongings = new();
    private readonly IReadOnlyList<int> _ports = FreePorts.Find(3);

    private RedisStore() { }

    /// <summary>Starts them, and waits until both replicas follow.</summary>
    /// <param name="isSynced">Whether every node writes each command to its disk before it answers.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<RedisStore> StartAsync(bool isSynced, CancellationToken cancellationToken)
    {
        var store = new RedisStore();
        try
        {
            TemporaryFolder folder = store._belongings.Add(new TemporaryFolder());
            StartedProcess[] nodes =
            [
                .. store._ports.Select(port => store._belongings.Add(store.StartNode(port, folder, isSynced))),
            ];
            await nodes[0].UntilAsync(store.IsWholeAsync, "replication", s_patience, cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public async Task<IWriter> ConnectAsync(int client, CancellationToken cancellationToken) =>
        await RedisWriter.ConnectAsync(_ports[0], cancellationToken);

    public ValueTask DisposeAsync() => _belongings.DisposeAsync();

    private StartedProcess StartNode(int port, TemporaryFolder folder, bool isSynced)
    {
        string number = port.ToString(CultureInfo.InvariantCulture);
        string primary = _ports[0].ToString(CultureInfo.InvariantCulture);
        string[] where = ["--bind", "127.0.0.1", "--port", number, "--dir", folder.Make(number), "--save", ""];
        string[] replica = port == _ports[0] ? [] : ["--replicaof", "127.0.0.1", primary];
        // Without a pause before the first copy is made.
        string[] copy = ["--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0"];
        string[] log = isSynced ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
        return StartedProcess.Start("redis-server", [.. where, .. replica, .. copy, .. log]);
    }

    // A write that reaches both says so.
    private async Task<bool> IsWholeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using RedisWriter writer = await RedisWriter.ConnectAsync(_ports[0], cancellationToken);
            await writer.WriteAsync(0, new byte[1], cancellationToken);
            return true;
        }
        catch (Exception error) when (error is PeerFailedException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
