using System.ComponentModel;
using Cohort.Toolkit.Calls;

namespace Cohort;

/// <summary>
/// Calls to all members of a group, this one included, that serve a contract. The methods of the contract are methods of this,
/// generated with it: <c>Value(book)</c> is <c>ValueAsync(book, wanted)</c>, and gives the members' replies.
/// </summary>
/// <remarks>
/// A call is one message of the group, in the order and with the delivery that the method has: members execute it in the same place
/// among the messages and in the same view. Each reply is a message of the group too, so that a call of a group of n members costs
/// n + 1 messages to n members. A caller that is put out of the group is told so at once
/// (<see cref="CallOutcomeUnknownException"/>); nobody waits for a member that is gone.
/// </remarks>
/// <typeparam name="T">The interface, marked <see cref="GroupContractAttribute"/>.</typeparam>
public sealed class GroupCalls<T>
    where T : class
{
    private readonly CallDesk _desk;
    private readonly byte _contract;

    internal GroupCalls(CallDesk desk, byte contract) => (_desk, _contract) = (desk, contract);

    /// <summary>The name of the group.</summary>
    public string GroupName => _desk.Group;

    /// <summary>Calls to one member.</summary>
    public MemberCalls<T> To(Member member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return new MemberCalls<T>(_desk, _contract, member);
    }

    /// <summary>For generated code: begins a call.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public OutgoingCall NewCall(uint method, string name, Order order, Delivery delivery) =>
        _desk.NewCall<T>(_contract, null, method, name, order, delivery);

    /// <summary>For generated code: makes a call that is replied to.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public PendingReplies<TResult> Ask<TResult>(
        OutgoingCall call,
        ReplyReader<TResult> read,
        Wanted wanted,
        CancellationToken cancellationToken
    ) => _desk.Ask(call, read, wanted, cancellationToken);

    /// <summary>For generated code: makes a call that nobody replies to.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask TellAsync(OutgoingCall call, CancellationToken cancellationToken) =>
        _desk.TellAsync(call, cancellationToken);
}

/// <summary>
/// Calls to one member of a group. It is still one message of the group, in its place in the order; that member alone executes it and
/// replies. What it throws is thrown here (<see cref="RemoteException"/>); where it is gone before it has replied, a
/// <see cref="MemberGoneException"/> says so.
/// </summary>
/// <typeparam name="T">The interface, marked <see cref="GroupContractAttribute"/>.</typeparam>
public sealed class MemberCalls<T>
    where T : class
{
    private readonly CallDesk _desk;
    private readonly byte _contract;

    internal MemberCalls(CallDesk desk, byte contract, Member member) =>
        (_desk, _contract, Member) = (desk, contract, member);

    /// <summary>The name of the group.</summary>
    public string GroupName => _desk.Group;

    /// <summary>The member.</summary>
    public Member Member { get; }

    /// <summary>For generated code: begins a call.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public OutgoingCall NewCall(uint method, string name, Order order, Delivery delivery) =>
        _desk.NewCall<T>(_contract, Member, method, name, order, delivery);

    /// <summary>For generated code: makes a call that returns a value.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public async ValueTask<TResult> AskAsync<TResult>(
        OutgoingCall call,
        ReplyReader<TResult> read,
        CancellationToken cancellationToken
    ) => (await _desk.Ask(call, read, Wanted.All, cancellationToken).ConfigureAwait(false)).All[0].Value;

    /// <summary>For generated code: makes a call that returns no value, and waits until it is done.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public async ValueTask DoAsync(OutgoingCall call, ReplyReader<Done> read, CancellationToken cancellationToken) =>
        _ = await AskAsync(call, read, cancellationToken).ConfigureAwait(false);

    /// <summary>For generated code: makes a call that nobody replies to.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask TellAsync(OutgoingCall call, CancellationToken cancellationToken) =>
        _desk.TellAsync(call, cancellationToken);
}
