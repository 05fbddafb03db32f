using System.Buffers;
using System.Text;
using Cohort.Serialization;

namespace Cohort.Toolkit.Calls;

/// <summary>A call that is executed at this member, until it is replied to; that may be on any thread.</summary>
/// <param name="space">The calls of the group.</param>
/// <param name="header">What it asks for.</param>
/// <param name="caller">Who has called.</param>
/// <param name="view">The view that it is delivered in.</param>
/// <param name="position">Its place in the order.</param>
internal sealed class RunningCall(CallSpace space, CallHeader header, Member caller, View view, ulong position)
{
    private const int LongestText = 8192;

    private int _isOver;

    /// <summary>The method.</summary>
    public uint Method => header.Method;

    /// <summary>The place of its contract among those of the group.</summary>
    public byte Contract => header.Contract;

    /// <summary>Whether it is for all members, and not for this one alone.</summary>
    public bool IsForAll => !header.Flags.HasFlag(CallFlags.Directed);

    /// <summary>Its number among the calls of its caller.</summary>
    public ulong Number => header.Number;

    /// <summary>Who has called.</summary>
    public Member Caller => caller;

    /// <summary>The view that it is delivered in.</summary>
    public View View => view;

    /// <summary>How many Total messages the group has delivered, counting this call where it is one.</summary>
    public ulong Position => position;

    /// <summary>The calls that it was made in; null where it was made in none.</summary>
    public CallChain? Chain { get; init; }

    /// <summary>The membership that it is executed in: a reply from another is nobody's.</summary>
    public required int Membership { get; init; }

    /// <summary>Whether this member is to reply.</summary>
    public required bool WantsReply { get; init; }

    /// <summary>Replies, the first time that it is called.</summary>
    public void Reply(ReplyOutcome outcome, ReadOnlySpan<byte> content)
    {
        if (WantsReply && Interlocked.Exchange(ref _isOver, 1) == 0)
            space.Reply(this, header, outcome, content);
    }

    /// <summary>Replies that the method has thrown.</summary>
    public void Fail(Exception thrown)
    {
        var content = new ArrayBufferWriter<byte>();
        var writer = new PackWriter(content);
        (string type, string message) = Telling.Of(thrown);
        writer.WriteBytes(Text(type));
        writer.WriteBytes(Text(message));
        writer.Flush();
        Reply(ReplyOutcome.Threw, content.WrittenSpan);
    }

    // Half of a surrogate pair, which packed text cannot have, is replaced.
    private static byte[] Text(string text) =>
        Encoding.UTF8.GetBytes(text.Length <= LongestText ? text : text[..LongestText]);
}
