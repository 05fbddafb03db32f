using Cohort.Tests.Clusters;

namespace Cohort.Tests.Durability;

/// <summary>Three addresses, each with a folder that outlives the nodes which stand there one after the other.</summary>
internal sealed class DataFolders : IDisposable
{
    private readonly string _above = Directory.CreateTempSubdirectory("cohort-durable").FullName;

    /// <summary>The addresses.</summary>
    public string[] Seeds { get; } = LoopbackPorts.FreeAddresses(3);

    /// <summary>The folder of an address.</summary>
    public string Of(string address) => Path.Combine(_above, address.Replace(':', '-'));

    /// <summary>A life of the cluster: nodes at the addresses, which have not joined anything.</summary>
    public async Task<Cluster> StartAsync(params int[] places)
    {
        var cluster = Cluster.Of(
            Seeds,
            options => options with { DataFolder = Of(options.Listen), SuspicionTime = TimeSpan.FromSeconds(2) }
        );
        foreach (int place in places)
            await cluster.StartAsync(Seeds[place]);
        return cluster;
    }

    /// <summary>Has a process join with a log.</summary>
    public static Task JoinAsync(Cluster.Process process) =>
        process.JoinAsync(options => options with { Durability = Cohort.Durability.Log });

    public void Dispose() => Directory.Delete(_above, recursive: true);
}
