namespace Cohort.Server.Tests.Differential;

/// <summary>Servers that form a cluster: each row of commands goes to another one, and scans go on elsewhere.</summary>
internal sealed class ClusterReplies(IReadOnlyList<int> ports) : IReplies, IDisposable
{
    private readonly ServerReplies[] _servers = [.. ports.Select(port => new ServerReplies(port))];
    private int _next;

    public void Begin(int version)
    {
        foreach (ServerReplies server in _servers)
            server.Begin(version);
    }

    public IReadOnlyList<Reply> Execute(IReadOnlyList<string[]> commands) =>
        new TransactedReplies(_servers[_next++ % _servers.Length]).Execute(commands);

    public void Dispose()
    {
        foreach (ServerReplies server in _servers)
            server.Dispose();
    }
}
