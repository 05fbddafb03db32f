namespace Cohort.Protocol.Tests.Clusters;

/// <summary>Nodes whose disks outlive them.</summary>
internal sealed partial class Cluster
{
    /// <summary>A cluster in one root group, and a group of all that keeps a log.</summary>
    public static Cluster WithLogs(params string[] names)
    {
        var cluster = new Cluster
        {
            Seeds = names,
            Governed = true,
            HasDisks = true,
        };
        foreach (string name in names)
            cluster.Start(name, group: null);
        cluster.RunUntilRootIsWhole();
        for (int at = 0; at < names.Length; at++)
        {
            cluster[names[at]].Join("g", governed: true, durable: true);
            cluster.RunUntilView(names[..(at + 1)]);
        }
        return cluster;
    }

    /// <summary>What the disk of a node that is gone has.</summary>
    public IEnumerable<byte[]> LogOf(string dead) => [.. _dead[dead].Log.Take(_dead[dead].OnDisk)];

    /// <summary>A node that is gone comes back with another disk, which has these records.</summary>
    public void ReplaceDisk(string dead, params IEnumerable<byte[]> records) => _dead[dead].ReplaceDisk(records);
}
