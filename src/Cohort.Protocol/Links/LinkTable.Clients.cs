namespace Cohort.Protocol.Links;

/// <summary>The links of clients: processes that dial this node, listen nowhere, and are in no view. Nobody dials them, waits for
/// them or suspects them; one that falls silent is forgotten.</summary>
internal sealed partial class LinkTable
{
    private readonly List<Link> _clients = [];

    /// <summary>The clients' links, in the order in which they came.</summary>
    public IReadOnlyList<Link> Clients => _clients;

    /// <summary>The clients that nobody has spoken to yet.</summary>
    public Queue<Link> NewClients { get; } = [];

    /// <summary>Why whoever is at an address has nothing to do with this process, or the other way round; empty where nothing
    /// was said.</summary>
    public string Refusal(string address) => _book.At(address)?.Refusal ?? "";

    /// <summary>How many times an address was tried in vain.</summary>
    public long Attempts(string address) => _book.At(address)?.Attempts ?? 0;

    /// <summary>What only a node that has a place left can say.</summary>
    private string? RefusesMore(Hello hello) =>
        hello.Role == HelloRole.Client && _clients.Count >= settings.Limits.Clients
            ? $"node {self.Name} at {self.Process.Address} has {_clients.Count} clients, the most that it takes: connect to "
                + "another node, or raise MaxClients at this one"
            : null;

    private void ClientOpened(Link link, Hello hello)
    {
        link.Client = hello.Process;
        _clients.Add(link);
        NewClients.Enqueue(link);
    }

    private void TickClient(Link link)
    {
        if (clock.Now - link.HeardAt > 2 * settings.SuspicionTime)
            Close(link);
    }
}
