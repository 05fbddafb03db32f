using System.Diagnostics.CodeAnalysis;

namespace Cohort;

/// <summary>What an element is of what is observed of a replicated object.</summary>
public enum ObservedKind
{
    /// <summary>Where the observation begins: the state.</summary>
    State,

    /// <summary>Something has happened since.</summary>
    Event,

    /// <summary>The observation begins anew with the state: this member was put out of the group and has come back with the state of
    /// the others, or the group has begun anew. What has happened meanwhile is in the state and nowhere else.</summary>
    Reset,

    /// <summary>As <see cref="Reset"/>, because the reader was so slow that more events waited for it than may.</summary>
    TooSlow,
}

/// <summary>One element of what is observed of a replicated object: the state at first, then event after event.</summary>
/// <typeparam name="TState">What is read of the state.</typeparam>
/// <typeparam name="TEvent">The events: what updates <see cref="UpdateContext.Raise">raise</see> of that type.</typeparam>
public readonly struct Observed<TState, TEvent>
{
    internal Observed(ObservedKind kind, ulong position, TState? state, TEvent? happened) =>
        (Kind, Position, State, Event) = (kind, position, state, happened);

    /// <summary>What it is.</summary>
    public ObservedKind Kind { get; }

    /// <summary>
    /// The position, in the order of the group, of the update that raised the event, or of the last one that is in the state. What
    /// one update raises has one position, and updates that were sent together have one, so that it never falls, but for a reset
    /// because the group has begun anew.
    /// </summary>
    public ulong Position { get; }

    /// <summary>The state, where this is one.</summary>
    public TState? State { get; }

    /// <summary>The event, where this is one.</summary>
    public TEvent? Event { get; }

    /// <summary>Whether this is an event, and no state.</summary>
    [MemberNotNullWhen(true, nameof(Event))]
    [MemberNotNullWhen(false, nameof(State))]
    public bool IsEvent => Kind == ObservedKind.Event;
}
