using Cohort.Protocol.Governance;
using Cohort.Protocol.StateTransfer;

namespace Cohort.Protocol;

/// <summary>The state for somebody who is no member: a backup.</summary>
internal sealed partial class GroupMachine
{
    // The tickets of a donor are positive, those of the group's own log count down from 0.
    private readonly SortedDictionary<long, SavedState> _saving = [];
    private long _lastSaving = long.MinValue;

    /// <summary>Whether there is a state that could be saved.</summary>
    public bool HasState => _context.Group.HasState;

    /// <summary>Asks the application to save the state as it is now, after all that was delivered so far. Only of a member that takes
    /// part.</summary>
    public SavedState Save()
    {
        Invariant.Check(TakesPart && HasState);
        var saved = new SavedState(GroupTerms.Of(_context.Group), _view!.View, _deliveries.Position);
        _saving.Add(++_lastSaving, saved);
        _context.Emit(
            new Output
            {
                Kind = OutputKind.TakeState,
                Group = Handle,
                Ticket = _lastSaving,
            }
        );
        return saved;
    }

    /// <summary>The application has saved a state, or could not.</summary>
    private bool TakeSaved(long ticket, ReadOnlyMemory<byte>? state, string? failure)
    {
        if (!_saving.Remove(ticket, out SavedState? saved))
            return false;
        (saved.Bytes, saved.Failure) = (state, failure);
        return true;
    }
}
