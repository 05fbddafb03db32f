using Cohort.Protocol.Governance;

namespace Cohort.Protocol.StateTransfer;

/// <summary>A group's state as of one point in its order, which the application of a member has been asked to save for whoever is no
/// member.</summary>
/// <param name="Terms">What the members agree on.</param>
/// <param name="View">The view in which it is taken.</param>
/// <param name="Position">How many <see cref="Order.Total"/> messages it contains.</param>
internal sealed record SavedState(GroupTerms Terms, View View, ulong Position)
{
    /// <summary>The state; null where the application has not saved it yet.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; set; }

    /// <summary>Why the application could not save it; null where it has, or may yet.</summary>
    public string? Failure { get; set; }
}
