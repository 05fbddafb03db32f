namespace Cohort;

/// <summary>What a method of a <see cref="GroupContractAttribute">contract</see> may know of the call besides its arguments.</summary>
public sealed class CallContext
{
    internal CallContext(Member caller, View view, ulong position) =>
        (Caller, View, Position) = (caller, view, position);

    /// <summary>The member that has called.</summary>
    public Member Caller { get; }

    /// <summary>The view that the call was delivered in, at all members the same.</summary>
    public View View { get; }

    /// <summary>How many Total messages the group had delivered, counting the call where it is one: at all members the same
    /// for a call that is <see cref="Order.Total"/>.</summary>
    public ulong Position { get; }
}
