using System.Collections.Immutable;
using Cohort.Toolkit.Calls;

namespace Cohort;

/// <summary>Why a member has replied to a call with no value.</summary>
public abstract class ReplyException : CohortException
{
    private protected ReplyException(Member member, string message, Exception? cause = null)
        : base(message, cause) => Member = member;

    /// <summary>The member.</summary>
    public Member Member { get; }
}

/// <summary>The member has executed the call, and the method threw.</summary>
public sealed class RemoteException : ReplyException
{
    internal RemoteException(Member member, string type, string what)
        : base(member, Text($"{member}", type, what)) => (ExceptionType, ExceptionMessage) = (type, what);

    /// <summary>The full name of the type of what was thrown.</summary>
    public string ExceptionType { get; }

    /// <summary>Its message; that of the innermost call where calls in the call have failed one with the other; cut where it was longer than 8,192 characters.</summary>
    public string ExceptionMessage { get; }

    internal static string Text(string members, string type, string what) =>
        $"The method was called at {members}, and threw {type}: {what}";
}

/// <summary>
/// The member died, left, or was put out of the group before its reply came, or was gone before the call was delivered. Where it
/// was a member then, it may have executed the call.
/// </summary>
public sealed class MemberGoneException : ReplyException
{
    internal MemberGoneException(Member member)
        : base(
            member,
            $"{member} was gone, or no full member, before it had replied: it may have executed the call, or not."
        ) { }
}

/// <summary>The member has executed the call, and what the method returned was larger than a reply may be.</summary>
public sealed class ReplyTooLargeException : ReplyException
{
    internal ReplyTooLargeException(Member member, long size, long limit)
        : base(
            member,
            $"{member} has executed the call, and its reply of {size} bytes is larger than the limit of {limit} bytes. Return it in "
                + $"parts, or raise {nameof(ToolGroupOptions.MaxReplyBytes)} at every member."
        ) => (Size, Limit) = (size, limit);

    /// <summary>The size of the reply in bytes.</summary>
    public long Size { get; }

    /// <summary>The largest size allowed, in bytes.</summary>
    public long Limit { get; }
}

/// <summary>The member's program does not know the method: it has an older version of the contract, and has not executed the call.</summary>
public sealed class MethodUnknownException : ReplyException
{
    internal MethodUnknownException(Member member, string method)
        : base(
            member,
            $"{member} does not know the method {method}: its program has an older version of the contract. Give it to all members "
                + "before one of them uses what is new in it."
        ) { }
}

/// <summary>So many calls were being executed at the member already that it has not executed this one.</summary>
public sealed class MemberBusyException : ReplyException
{
    internal MemberBusyException(Member member, long limit)
        : base(
            member,
            $"{member} has not executed the call: {limit} others were under way there already. Call it later, see why its methods do "
                + $"not return, or raise {nameof(ToolGroupOptions.MaxRunningCalls)} there."
        ) => Limit = limit;

    /// <summary>How many calls may be under way there at a time.</summary>
    public long Limit { get; }
}

/// <summary>The member has executed the call, and its reply cannot be read here: it is of another version of the contract.</summary>
public sealed class ReplyUnreadableException : ReplyException
{
    internal ReplyUnreadableException(Member member, Exception cause)
        : base(
            member,
            $"{member} has executed the call, and its reply cannot be read: {Telling.Sentence(cause.Message)} Give all members the same "
                + "version of the contract.",
            cause
        ) { }
}

/// <summary>No member has replied to a call with a value.</summary>
public sealed class NoValueException : CohortException
{
    internal NoValueException(ImmutableArray<ReplyException> errors)
        : base(
            errors.IsEmpty
                ? "There is no reply. A call that wants none has none."
                : $"No member has replied with a value. {Telling.Of(errors)}",
            errors.IsEmpty ? null : errors[0]
        ) => Errors = errors;

    /// <summary>Why not, member by member.</summary>
    public ImmutableArray<ReplyException> Errors { get; }
}
