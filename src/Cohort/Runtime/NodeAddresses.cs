using System.Collections.Immutable;
using Cohort.Transport;

namespace Cohort.Runtime;

/// <summary>The addresses among a node's options, read.</summary>
/// <param name="Listen">Where to listen.</param>
/// <param name="Advertise">How others reach the node; its port may still be open.</param>
/// <param name="Seeds">The seeds, in normal form.</param>
internal sealed record NodeAddresses(HostAndPort Listen, HostAndPort Advertise, ImmutableArray<string> Seeds)
{
    /// <summary>The address to advertise, once the port that it listens on is known.</summary>
    public HostAndPort AdvertiseWith(int port) => Advertise.Port == 0 ? Advertise with { Port = port } : Advertise;
}
