namespace Cohort.Toolkit.Tools;

/// <summary>A message of a tool as it is delivered.</summary>
/// <param name="Sender">Who sent it.</param>
/// <param name="Payload">The tool's own bytes; valid until it returns.</param>
/// <param name="Position">How many Total messages the group has delivered, counting this one.</param>
/// <param name="View">The view that it is delivered in.</param>
internal readonly record struct ToolMessage(Member Sender, ReadOnlyMemory<byte> Payload, ulong Position, View View)
{
    /// <summary>The bytes in front of a tool's own: which tool it is.</summary>
    public const int HeaderSize = 1;
}
