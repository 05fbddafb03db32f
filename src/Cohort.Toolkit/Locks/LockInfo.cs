using System.Collections.Immutable;
using Cohort.Toolkit.Locks;

namespace Cohort;

/// <summary>A lock that somebody holds, as one member knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Permits">How many permits it has; null where it is no semaphore.</param>
/// <param name="Holders">Who holds it.</param>
/// <param name="Waiting">Who waits, in the order in which they get it.</param>
public sealed record LockInfo(
    string Name,
    int? Permits,
    ImmutableArray<LockHolder> Holders,
    ImmutableArray<LockHolder> Waiting
)
{
    /// <summary>For people.</summary>
    public override string ToString()
    {
        string kind = Permits is { } permits ? $"{Name} ({permits} permits)" : Name;
        string held = Holders.IsEmpty ? "held by nobody" : $"held by {string.Join(", ", Holders)}";
        return Waiting.IsEmpty ? $"{kind}: {held}" : $"{kind}: {held}; waiting: {string.Join(", ", Waiting)}";
    }

    internal static LockInfo Of(string name, LockQueue queue) =>
        new(name, queue.Permits > 0 ? queue.Permits : null, LockHolder.Of(queue.Held), LockHolder.Of(queue.Waiting));
}

/// <summary>One that holds a lock or waits for it.</summary>
/// <param name="Member">The membership.</param>
/// <param name="Name">The name of the member's node.</param>
/// <param name="Owner">Who it is among those of the member.</param>
/// <param name="Mode">How it holds the lock, or wants to.</param>
/// <param name="Position">Where in the order of the group it asked for it.</param>
/// <param name="Token">The token with which it holds it; 0 while it waits.</param>
/// <param name="Lease">For how long at most, where it asked for that.</param>
public sealed record LockHolder(
    MemberId Member,
    string Name,
    string Owner,
    LockMode Mode,
    ulong Position,
    ulong Token,
    TimeSpan? Lease
)
{
    /// <summary>For people.</summary>
    public override string ToString() =>
        Token == 0
            ? $"{Name}#{Owner} (asked at position {Position})"
            : $"{Name}#{Owner} (token {Token}, asked at position {Position})";

    internal static ImmutableArray<LockHolder> Of(List<LockClaim> claims) =>
        [
            .. claims.Select(claim => new LockHolder(
                claim.Member.Id,
                claim.Member.Name,
                claim.Owner,
                claim.Mode,
                claim.Position,
                claim.Token,
                claim.Lease > TimeSpan.Zero ? claim.Lease : null
            )),
        ];
}
