using System.Collections.Immutable;

namespace Cohort;

/// <summary>
/// What a call came to, member by member. The members that are expected to reply are those of the view in which the call was
/// delivered that hold the group's state; each of them is in <see cref="All"/> or in <see cref="Unanswered"/>, once.
/// </summary>
/// <typeparam name="T">What the method returns.</typeparam>
public sealed class Replies<T>
{
    internal Replies(
        Wanted wanted,
        View view,
        ImmutableArray<Reply<T>> all,
        ImmutableArray<Member> unanswered,
        bool wasReached
    ) => (Wanted, View, All, Unanswered, WasReached) = (wanted, view, all, unanswered, wasReached);

    /// <summary>What was wanted.</summary>
    public Wanted Wanted { get; }

    /// <summary>The view in which the call was delivered, at every member. One without members where no replies were wanted.</summary>
    public View View { get; }

    /// <summary>The replies, in the order in which they came; a member that was gone has its place there too.</summary>
    public ImmutableArray<Reply<T>> All { get; }

    /// <summary>Members whose replies were still to come when enough had: they have executed the call, or will.</summary>
    public ImmutableArray<Member> Unanswered { get; }

    /// <summary>Whether there are as many values as were wanted. Where not, so many could not come any more.</summary>
    public bool WasReached { get; }

    /// <summary>The values, in the order in which they came.</summary>
    public IEnumerable<T> Values => All.Where(reply => reply.HasValue).Select(reply => reply.Value);

    /// <summary>Why some have given no value.</summary>
    public IEnumerable<ReplyException> Errors => All.Select(reply => reply.Error).OfType<ReplyException>();

    /// <summary>The members that were gone before they replied.</summary>
    public IEnumerable<Member> Absent => All.Where(reply => reply.IsAbsent).Select(reply => reply.Member);

    /// <summary>The value that came first.</summary>
    /// <exception cref="NoValueException">There is none.</exception>
    public T First =>
        All.FirstOrDefault(reply => reply.HasValue) is { } first
            ? first.Value
            : throw new NoValueException([.. All.Select(reply => reply.Error!)]);

    /// <summary>The reply of a member; null where it has not come, or is none of those expected.</summary>
    public Reply<T>? From(MemberId member) => All.FirstOrDefault(reply => reply.Member.Id == member);

    /// <summary>The replies, for people.</summary>
    public override string ToString() => $"[{string.Join(", ", All)}]";
}
