using Cohort.Protocol.Links;
using Cohort.Protocol.Suspicion;

namespace Cohort.Protocol.Clients;

/// <summary>What the parts of one client share.</summary>
internal sealed class ClientContext(
    NodeSettings settings,
    LinkTable links,
    NodeClock clock,
    SeededRandom random,
    OutputBuffer outputs
)
{
    private ulong _lastRequest;

    public NodeSettings Settings { get; } = settings;

    public LinkTable Links { get; } = links;

    public SeededRandom Random { get; } = random;

    public Instant Now => clock.Now;

    /// <summary>A number for something asked of a node, by which its answer is known.</summary>
    public ulong NextRequest() => ++_lastRequest;

    public void Emit(in Output output) => outputs.Add(output);
}
