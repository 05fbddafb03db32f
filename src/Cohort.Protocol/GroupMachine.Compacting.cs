using Cohort.Protocol.Durability;
using Cohort.Protocol.Views;

namespace Cohort.Protocol;

/// <summary>The group's states: for joiners, and for its own log.</summary>
internal sealed partial class GroupMachine
{
    public void StateTaken(long ticket, ReadOnlyMemory<byte> state)
    {
        if (TakeSaved(ticket, state, null))
            return;
        if (Compaction.IsTicket(ticket))
            _compaction?.Taken(ticket, state);
        else
            _donor?.Taken(ticket, state);
    }

    public void StateNotTaken(long ticket, string reason)
    {
        if (TakeSaved(ticket, null, reason))
            return;
        if (Compaction.IsTicket(ticket))
            _compaction?.NotTaken(ticket, reason);
        else
            _donor?.NotTaken(ticket, reason);
    }

    /// <summary>What a joiner lacks was read from the log.</summary>
    public void LogRead(long ticket, ReadOnlyMemory<byte> difference) => _donor?.LogRead(ticket, difference);

    /// <summary>The log does not have what a joiner lacks.</summary>
    public void LogNotRead(long ticket)
    {
        if (_view is { Streams.SelfCounts: true } view)
            _donor?.LogNotRead(ticket, LabelOf(view));
    }

    /// <summary>Goes on with a state that is to come into the log, or begins with one where it is time to.</summary>
    private void Compact(ActiveView view)
    {
        if (_compaction is not { } compaction)
            return;
        compaction.Write();
        bool isAtWork = view.Streams is { SelfCounts: true, Frozen: false } && _authority.MayWork;
        if (isAtWork && !_leaving && _recipient is null && _installing is null)
            compaction.Look(view, _deliveries);
    }

    /// <summary>A state that is not whole in the log will never be.</summary>
    private void AbandonState() => _compaction?.Abandon();

    /// <summary>From the first view on what the log has of this membership is needed; at a founder that is all that there is to begin
    /// with, and at who joins it is, once the state is there too.</summary>
    private void Retain(bool isFounder)
    {
        if (_context.Retained is not { } retained)
            return;
        retained.Begin();
        if (isFounder)
            retained.CountsWith(_context.Journal!.Last + 1, size: 0);
    }

    /// <summary>What was found of it in the log goes on to be needed, until there is a state of this life.</summary>
    private void Retain(GroupCopy copy)
    {
        if (_context.Retained is { Counting: null } retained)
            retained.Found(copy.At with { Offset = 0 }, copy.State.Length, copy.Bytes);
    }
}
