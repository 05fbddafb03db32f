using Cohort.Protocol.Governance;
using Cohort.Protocol.Links;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>What a node does for the clients that are linked to it. All frames of their links come here, and nothing else does.</summary>
internal sealed class ClientDesk(NodeSettings settings, LinkTable links, RootGroup? root)
{
    private long _processChangesTold = -1;

    /// <summary>Takes in a frame of a client; false where it makes no sense.</summary>
    public bool Frame(Link from, FrameType type, SlabPart body)
    {
        _ = (from, type, body);
        return false;
    }

    /// <summary>Greets new clients, and tells all of them what has changed.</summary>
    public void Advance()
    {
        while (links.NewClients.TryDequeue(out Link? client))
            if (!client.Closed)
                SayNodes(client);
        if (root is null || _processChangesTold == root.Directory.ProcessChanges)
            return;
        _processChangesTold = root.Directory.ProcessChanges;
        foreach (Link client in links.Clients)
            SayNodes(client);
    }

    /// <summary>Says which nodes there are: a client goes on with another one where this one is gone.</summary>
    private void SayNodes(Link client)
    {
        IReadOnlyCollection<string> addresses = Addresses();
        FrameWriter writer = links.Begin(client, FrameType.Nodes);
        writer.Number(addresses.Count);
        foreach (string address in addresses)
            writer.Text(address);
        writer.End();
    }

    private IReadOnlyCollection<string> Addresses()
    {
        // Before there is a cluster, or where there is no root group, the seeds are all that is known.
        if (root is not { IsReady: true })
            return settings.Seeds;
        return [.. root.Directory.Nodes.Members.Select(node => node.Process.Address)];
    }
}
