using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Links;

/// <summary>The first frame on a connection, in both directions.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Process">Who says it.</param>
/// <param name="Name">Its node's name.</param>
/// <param name="Seeds">Identifies its list of seeds.</param>
internal sealed record Hello(string Cluster, ProcessId Process, string Name, ulong Seeds)
{
    public void Write(FrameWriter writer)
    {
        writer.Begin(FrameType.Hello);
        writer.Text(Cluster);
        writer.Id(Process);
        writer.Text(Name);
        writer.Fixed(Seeds);
        writer.End();
    }

    public static Hello? Read(ReadOnlyMemory<byte> body, Limits limits)
    {
        var reader = new FrameReader(body, limits);
        var hello = new Hello(reader.Text(), reader.ProcessId(), reader.Text(), reader.Fixed());
        return reader.Complete && hello.Process.Address.Length > 0 ? hello : null;
    }

    /// <summary>Why this node and the one that said <paramref name="other"/> have nothing to say to each other, or null.</summary>
    public string? Refuses(Hello other)
    {
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
        return null;
    }
}
