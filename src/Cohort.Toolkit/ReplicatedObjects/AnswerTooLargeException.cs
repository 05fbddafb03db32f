namespace Cohort;

/// <summary>
/// The update was made, once, or the read: but what it returned is larger than what a client can be told. A member is told whatever
/// its own replica has returned; only what is kept for it while it is out of the group is bounded (4 MiB).
/// </summary>
public sealed class AnswerTooLargeException : CohortException
{
    internal AnswerTooLargeException(string group, long size, long limit)
        : base(
            $"Group '{group}' has made the call, and what it returned has {size} bytes: a client gets up to {limit}. Have the "
                + "method return less, such as a part at a time, or call it at a member."
        ) => (Group, Size, Limit) = (group, size, limit);

    /// <summary>The name of the group.</summary>
    public string Group { get; }

    /// <summary>What was returned, in bytes.</summary>
    public long Size { get; }

    /// <summary>The most that a client gets, in bytes.</summary>
    public long Limit { get; }
}
