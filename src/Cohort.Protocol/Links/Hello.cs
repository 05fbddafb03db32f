using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Links;

/// <summary>The first frame on a connection, in both directions.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Process">Who says it.</param>
/// <param name="Name">Its node's name.</param>
/// <param name="Seeds">Identifies its list of seeds.</param>
/// <param name="Bounds">What it takes in, which has to be the same at all nodes.</param>
/// <param name="Role">What the connection is for.</param>
internal sealed record Hello(
    string Cluster,
    ProcessId Process,
    string Name,
    ulong Seeds,
    HelloBounds Bounds,
    HelloRole Role = HelloRole.Node
)
{
    public void Write(FrameWriter writer)
    {
        writer.Begin(FrameType.Hello);
        writer.Text(Cluster);
        writer.Id(Process);
        writer.Text(Name);
        writer.Fixed(Seeds);
        writer.Number(Bounds.MessageSize);
        writer.Number(Bounds.StateSize);
        writer.Number(Bounds.Members);
        writer.Number(Bounds.Nodes);
        writer.Number(Bounds.Voters);
        writer.Byte((byte)Role);
        writer.End();
    }

    public static Hello? Read(ReadOnlySpan<byte> body, Limits limits)
    {
        var reader = new FrameReader(body, limits);
        var hello = new Hello(
            reader.Text(),
            reader.ProcessId(),
            reader.Text(),
            reader.Fixed(),
            new HelloBounds(reader.Number(), reader.Number(), reader.Number(), reader.Number(), reader.Number()),
            (HelloRole)reader.Byte()
        );
        return reader.Complete && hello.Process.Address.Length > 0 && hello.Role <= HelloRole.Client ? hello : null;
    }

    /// <summary>Why this node and the one that said <paramref name="other"/> have nothing to say to each other, or null.</summary>
    public string? Refuses(Hello other)
    {
        if (Role == HelloRole.Client || other.Role == HelloRole.Client)
            return RefusesClient(other);
        if (other.Cluster != Cluster)
            return $"this node belongs to cluster '{Cluster}', {other.Name} at {other.Process.Address} to '{other.Cluster}': "
                + "give both the same cluster name, or other seeds";
        if (other.Process == Process)
            return $"{Process.Address} is this node itself";
        if (other.Process.Address == Process.Address)
            return $"{other.Name} says that its address is {Process.Address}, which is this node's own: "
                + "give each node an address of its own to advertise";
        if (other.Name == Name)
            return $"two nodes are named '{Name}', this one at {Process.Address} and one at {other.Process.Address}: "
                + "give each node a name of its own";
        if (other.Seeds != Seeds)
            return $"the seeds of this node and of {other.Name} at {other.Process.Address} differ: "
                + "give all nodes of a cluster the same seeds";
        return Bounds.Difference(other.Bounds) is { } difference
            ? $"{difference} at {other.Name} ({other.Process.Address}): give all nodes of a cluster the same limit"
            : null;
    }

    /// <summary>A client has no seeds, takes in what nodes take in, and may be named as it likes.</summary>
    private string? RefusesClient(Hello other)
    {
        if (Role == HelloRole.Client && other.Role == HelloRole.Client)
            return $"{other.Name} is a client too: give a client the addresses of nodes";
        if (other.Cluster == Cluster)
            return null;
        return Role == HelloRole.Client
            ? $"this client is one of cluster '{Cluster}', and {other.Name} at {other.Process.Address} a node of "
                + $"'{other.Cluster}': give the client that cluster name, or the addresses of other nodes"
            : $"this node belongs to cluster '{Cluster}', and client {other.Name} wants '{other.Cluster}': "
                + "give the client that cluster name, or the addresses of other nodes";
    }
}

/// <summary>What a connection is for.</summary>
internal enum HelloRole : byte
{
    /// <summary>A link between two nodes.</summary>
    Node,

    /// <summary>A node's lane for what is large, beside its link.</summary>
    Bulk,

    /// <summary>A link of a process that is no node: it listens nowhere and is in no view.</summary>
    Client,
}

/// <summary>The limits that two nodes must agree on: what one sends the other must take.</summary>
internal sealed record HelloBounds(ulong MessageSize, ulong StateSize, ulong Members, ulong Nodes, ulong Voters)
{
    public static HelloBounds Of(NodeSettings node) =>
        new(
            (ulong)node.Limits.MessageSize,
            (ulong)node.Limits.StateSize,
            (ulong)node.Limits.Members,
            (ulong)node.Limits.Nodes,
            (ulong)node.Voters
        );

    /// <summary>What the first difference is, as far as this side goes; null where there is none.</summary>
    public string? Difference(HelloBounds other) =>
        MessageSize != other.MessageSize
            ? $"messages have at most {MessageSize} bytes at this node, and {other.MessageSize}"
        : StateSize != other.StateSize ? $"state has at most {StateSize} bytes at this node, and {other.StateSize}"
        : Members != other.Members ? $"groups have at most {Members} members at this node, and {other.Members}"
        : Nodes != other.Nodes ? $"clusters have at most {Nodes} nodes at this node, and {other.Nodes}"
        : Voters != other.Voters ? $"at most {Voters} nodes vote at this node, and {other.Voters}"
        : null;
}
