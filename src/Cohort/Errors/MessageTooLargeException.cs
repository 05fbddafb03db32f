namespace Cohort;

/// <summary>A message is larger than <see cref="NodeOptions.MaxMessageBytes"/>. It was not sent; the membership goes on.</summary>
public sealed class MessageTooLargeException : GroupException
{
    internal MessageTooLargeException(string group, GroupStatus status, long size, long limit)
        : base(
            group,
            status,
            $"A message of {size} bytes is larger than the limit of {limit} bytes and was not sent to group '{group}'. "
                + $"Send it in parts, or raise {nameof(NodeOptions.MaxMessageBytes)} at every node."
        )
    {
        Size = size;
        Limit = limit;
    }

    /// <summary>The size of the message in bytes.</summary>
    public long Size { get; }

    /// <summary>The largest size allowed, in bytes.</summary>
    public long Limit { get; }
}
