namespace Cohort;

/// <summary>
/// A handler sent more than the reserve for handlers holds (<see cref="NodeOptions.HandlerReserveBytes"/>). A send from
/// a handler never waits, since what it would wait for may need the handler to return. The message was not sent.
/// </summary>
public sealed class BacklogFullException : GroupException
{
    internal BacklogFullException(string group, GroupStatus status, long reserve)
        : base(
            group,
            status,
            $"Handlers of group '{group}' have sent more than the {reserve} bytes that may wait for the group, and this "
                + "message was not sent. Send less from handlers, send from a task of your own (which then waits), or "
                + $"raise {nameof(NodeOptions.HandlerReserveBytes)}."
        ) => Reserve = reserve;

    /// <summary>The size of the reserve in bytes.</summary>
    public long Reserve { get; }
}
