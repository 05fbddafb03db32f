namespace Cohort;

/// <summary>A message: the view it was sent in, the rank of its sender there, and its number in that sender's stream.</summary>
/// <param name="View">The view in which the message was sent, and is delivered (property D2).</param>
/// <param name="Rank">The rank of the sender in that view, from 0.</param>
/// <param name="Number">Its place in the sender's stream, from 1. Not every number is an application message.</param>
public readonly record struct MessageId(ViewNumber View, int Rank, ulong Number)
{
    /// <summary>For example <c>v7/2/118</c>.</summary>
    public override string ToString() => $"{View}/{Rank}/{Number}";
}
