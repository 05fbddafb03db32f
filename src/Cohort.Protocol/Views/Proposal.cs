using System.Collections.Immutable;

namespace Cohort.Protocol.Views;

/// <summary>The value that a view change agrees on: who is next, and how much of each stream belongs to the view that ends.</summary>
/// <param name="Next">The members of the next view in rank order; none where the group ends.</param>
/// <param name="Cut">For each rank of the view that ends which has a stream, the last item of it that belongs to the view.</param>
internal sealed record Proposal(ImmutableArray<Member> Next, ImmutableArray<ulong> Cut)
{
    public bool Same(Proposal other) => Next.SequenceEqual(other.Next) && Cut.SequenceEqual(other.Cut);
}
