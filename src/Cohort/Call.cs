namespace Cohort;

/// <summary>A client's call as a member executes it.</summary>
public readonly struct Call
{
    /// <summary>The membership that executes it.</summary>
    public required Group Group { get; init; }

    /// <summary>What the client has sent. Valid until the handler has returned: what is kept longer must be copied.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The view that it is executed in.</summary>
    public required View View { get; init; }

    /// <summary>How many <see cref="Order.Total"/> messages and calls the group has delivered since it was formed, counting this
    /// one. The same at every member.</summary>
    public required ulong Position { get; init; }

    /// <summary>Whether it was executed before, and this member goes on from a log; see <see cref="Message.IsReplayed"/>.</summary>
    public bool IsReplayed { get; init; }
}
