namespace Cohort.Protocol.StateTransfer;

/// <summary>What a state contains: all of the views before <paramref name="View"/>, and of that view a prefix of each
/// stream.</summary>
/// <param name="View">The view in which it was taken.</param>
/// <param name="Delivered">For each rank, how much of its stream had been delivered.</param>
/// <param name="Position">How many Total messages the group had delivered.</param>
internal sealed record StateLabel(ViewNumber View, ulong[] Delivered, ulong Position)
{
    public bool Contains(MessageId message) =>
        message.View < View || (message.View == View && message.Number <= Mistaken(Delivered[message.Rank]));

    private static ulong Mistaken(ulong delivered) =>
        Mutants.Has(Mutant.SnapshotLabelTooHigh) ? delivered + 1
        : Mutants.Has(Mutant.SnapshotLabelTooLow) && delivered > 0 ? delivered - 1
        : delivered;

    /// <summary>Whether something that waits at the head of a joiner's queue is part of the state: a view that the state
    /// was taken in or after, or a message.</summary>
    public bool Contains(ViewNumber view, in Output output) =>
        output.Kind == OutputKind.View ? view <= View : Contains(output.Message);

    /// <summary>Whether everything in it is stable, or part of an installed cut.</summary>
    public bool IsCoveredBy(ViewNumber current, ReadOnlySpan<ulong> stable)
    {
        if (View < current)
            return true;
        if (View > current || Delivered.Length != stable.Length)
            return false;
        for (int rank = 0; rank < Delivered.Length; rank++)
            if (Delivered[rank] > stable[rank])
                return false;
        return true;
    }
}
