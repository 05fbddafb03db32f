using System.Collections.Immutable;

namespace Cohort.Protocol.Multicast;

/// <summary>
/// Where the streams of a view stand in its middle, between two deliveries: with the items that follow, what is delivered from there on can
/// be told again.
/// </summary>
/// <param name="Delivered">How much of each stream is delivered.</param>
/// <param name="Afters">The dependency vector that each stream has carried last, up to there: the next says only what has changed.</param>
/// <param name="PlacedTo">The item of the orderer's stream up to which <paramref name="Places"/> knows what was placed. It may be one that
/// is not delivered, and what it placed is.</param>
/// <param name="Places">The Total messages that have their places, and are not delivered, in their order.</param>
internal sealed record ViewBase(ulong[] Delivered, ulong[][] Afters, ulong PlacedTo, ImmutableArray<Place> Places);
