namespace Cohort;

/// <summary>What a method comes to that returns nothing: that it is done.</summary>
public readonly record struct Done;

/// <summary>What one member came to: a value, or why there is none.</summary>
/// <typeparam name="T">What the method returns.</typeparam>
public sealed class Reply<T>
{
    private readonly T _value;

    internal Reply(Member member, T value) => (Member, _value) = (member, value);

    internal Reply(ReplyException error) => (Member, _value, Error) = (error.Member, default!, error);

    /// <summary>The member.</summary>
    public Member Member { get; }

    /// <summary>Why there is no value: a <see cref="RemoteException"/> where the method threw, a <see cref="MemberGoneException"/>
    /// where the member was gone before it replied, or another of its kind. Null where there is one.</summary>
    public ReplyException? Error { get; }

    /// <summary>Whether there is a value.</summary>
    public bool HasValue => Error is null;

    /// <summary>Whether the member was gone before it replied: it died, left, or was put out of the group.</summary>
    public bool IsAbsent => Error is MemberGoneException;

    /// <summary>The value.</summary>
    /// <exception cref="ReplyException">There is none; the exception is <see cref="Error"/>.</exception>
    public T Value => Error is { } error ? throw error : _value;

    /// <summary>For example <c>b: 4711</c>.</summary>
    public override string ToString() => Error is { } error ? error.Message : $"{Member}: {_value}";
}
