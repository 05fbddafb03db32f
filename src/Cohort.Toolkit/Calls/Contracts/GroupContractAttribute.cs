namespace Cohort;

/// <summary>
/// An interface whose methods are called at the members of a group, one call at all of them or at one: the entries and replies of
/// ISIS (Birman, Joseph, SOSP 1987). Each member serves it (<see cref="GroupTools.Serve{T}"/>); the methods by which it is called
/// are generated, as methods of <see cref="GroupCalls{T}"/> and <see cref="MemberCalls{T}"/>: <c>Value</c> is <c>ValueAsync</c>.
/// </summary>
/// <remarks>
/// A method that returns nothing is one-way: nobody replies. One that returns a value, a task or a task of a value replies, with
/// what it returns or what it throws. Parameters and results are such as <see cref="Serialization.PackedAttribute"/> knows; a
/// parameter of type <see cref="CallContext"/> says who has called, and one of type <see cref="CancellationToken"/> is cancelled
/// when the member's membership ends: callers give neither. What cannot be called is an error of the compiler (COHORT201 and on).
/// </remarks>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class GroupContractAttribute : Attribute
{
    /// <summary>What the members have to have in common; default: the full name of the interface. Keep it where that is renamed.</summary>
    public string? Name { get; set; }
}

/// <summary>After what calls of a method are executed. Default: <see cref="Order.Total"/>, at all members in the same place.</summary>
/// <param name="order">The order.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OrderAttribute(Order order) : Attribute
{
    /// <summary>The order.</summary>
    public Order Order { get; } = order;
}

/// <summary>When calls of a method may be executed. Default: <see cref="Delivery.Stable"/>, when every member has received them.</summary>
/// <param name="delivery">The delivery.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class DeliveryAttribute(Delivery delivery) : Attribute
{
    /// <summary>The delivery.</summary>
    public Delivery Delivery { get; } = delivery;
}
