using Cohort.Benchmarks.Nodes;

namespace Cohort.Benchmarks.CatchingUp;

/// <summary>The addresses of three nodes, and their folders.</summary>
internal sealed class Folders : IDisposable
{
    private readonly string _above = Directory.CreateTempSubdirectory("cohort-catchup").FullName;

    public string[] Addresses { get; } = ThreeNodes.FreeAddresses();

    public string Of(int place) => Path.Combine(_above, $"{place}");

    public void Clear(int place) => Directory.Delete(Of(place), recursive: true);

    public void Dispose() => Directory.Delete(_above, recursive: true);
}
