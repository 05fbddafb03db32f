using Cohort.Protocol.Multicast;
using Cohort.Protocol.StateTransfer;
using Cohort.Protocol.Views;

namespace Cohort.Protocol.Durability;

/// <summary>
/// Puts a state of the application into the log now and then: where the view stands, the items that are not delivered yet, and then the
/// state, when the application has saved it. What is before it is needed no more once all of that is on the disk. A part of it counts for
/// nothing: whoever dies in between goes on from what was there before.
/// </summary>
internal sealed class Compaction(GroupContext context, Journal journal, Retained retained)
{
    // So many parts of a state go to the disk at a time: what is sent meanwhile does not wait behind all of it.
    private const int MostParts = 4;

    private readonly Queue<ulong> _parts = new();
    private long _tickets;
    private GroupId _group;
    private StateLabel? _label;
    private ReadOnlyMemory<byte>? _state;
    private int _written;
    private Instant _tryAgainAt;

    /// <summary>Whether no state is being taken or written.</summary>
    public bool IsIdle => _label is null;

    /// <summary>Whether a ticket is one of those under which the application was asked for its state here, and not for a joiner.</summary>
    public static bool IsTicket(long ticket) => ticket < 0;

    /// <summary>Begins where it is time to, between two deliveries.</summary>
    public void Look(ActiveView view, Deliveries deliveries)
    {
        if (!IsIdle || context.Now < _tryAgainAt || !journal.Retention.IsDue(retained))
            return;
        ViewBase start = view.Streams.Base();
        retained.Begin();
        view.Journal!.WriteBase(start, context.Group.Name);
        _group = view.View.Group;
        _label = new StateLabel(view.View.Number, start.Delivered, deliveries.Position);
        context.Emit(
            new Output
            {
                Kind = OutputKind.TakeState,
                Group = context.Handle,
                Ticket = -++_tickets,
            }
        );
    }

    /// <summary>The application has saved the state.</summary>
    public void Taken(long ticket, ReadOnlyMemory<byte> state)
    {
        if (IsIdle || ticket != -_tickets)
            return;
        if (state.Length > context.Limits.StateSize)
            NotTaken(ticket, $"it has {state.Length} bytes, more than the limit of {context.Limits.StateSize}");
        else
            (_state, _written) = (state, 0);
    }

    /// <summary>The application could not save it. Some time later it is asked again.</summary>
    public void NotTaken(long ticket, string reason)
    {
        if (IsIdle || ticket != -_tickets)
            return;
        Abandon();
        _tryAgainAt = context.Now + 8 * context.Node.SuspicionTime;
        string text =
            $"the log of group '{context.Group.Name}' goes on growing, without a state to begin with: {reason}";
        context.Emit(new Output { Kind = OutputKind.Warning, Detail = text });
    }

    /// <summary>Writes as much of the state as the disk has room for.</summary>
    public void Write()
    {
        if (_state is not { } state || _label is not { } label)
            return;
        while (_parts.TryPeek(out ulong part) && part <= journal.Synced)
            _parts.Dequeue();
        do
        {
            if (_parts.Count == MostParts)
                return;
            _written = StateRecords.WritePart(journal, _group, label, state.Span, _written);
            _parts.Enqueue(journal.Last);
        } while (_written < state.Length);
        retained.CountsWith(journal.Last, state.Length);
        (_label, _state) = (null, null);
    }

    /// <summary>The membership is over, or cannot go on as it was: what was begun comes to nothing.</summary>
    public void Abandon()
    {
        retained.Abandon();
        (_label, _state) = (null, null);
    }
}
