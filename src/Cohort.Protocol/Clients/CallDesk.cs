using System.Collections.Immutable;
using System.Text;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Links;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>What a node answers a client's call with.</summary>
internal enum DeskAnswer : byte
{
    /// <summary>The group has: the rest is a <see cref="CallAnswer"/>.</summary>
    Done,

    /// <summary>This node cannot have it executed now, and another member may: the rest says why, as text.</summary>
    Elsewhere,

    /// <summary>This node has as many calls under way as it takes: the rest says so, as text.</summary>
    Busy,

    /// <summary>The group takes no calls.</summary>
    TakesNone,
}

/// <summary>What a node answers one with who looks for a group.</summary>
internal enum DeskFound : byte
{
    /// <summary>There is no such group.</summary>
    None,

    /// <summary>These are its members that hold the state.</summary>
    Group,

    /// <summary>The node has no directory now.</summary>
    Unknown,
}

/// <summary>
/// The calls that clients make at a node: they go to the application of the group's member, which sends them into the group and
/// answers what they came to.
/// </summary>
internal sealed class CallDesk(
    NodeSettings settings,
    LinkTable links,
    RootGroup? root,
    Func<string, GroupMachine?> find,
    OutputBuffer outputs
)
{
    /// <summary>The most calls of one link that are under way.</summary>
    public const int MostOfOne = 256;

    private const int MostCalls = 4096;
    private const long MostBytes = 16 << 20;

    private readonly record struct UnderWay(Link Client, ulong Request, GroupMachine Group, int Size);

    // By ticket, and so in the order in which they came.
    private readonly SortedList<long, UnderWay> _underWay = [];
    private long _bytesUnderWay;
    private long _lastTicket;

    /// <summary>The application has the answer to a call.</summary>
    public void Answered(long ticket, ReadOnlySpan<byte> answer) => Answer(ticket, DeskAnswer.Done, answer);

    /// <summary>The application could not send a call, or does not know whether it did.</summary>
    public void NotTaken(long ticket, string reason) =>
        Answer(ticket, DeskAnswer.Elsewhere, Encoding.UTF8.GetBytes(reason));

    /// <summary>A client looks for a group; false where that makes no sense.</summary>
    public bool Find(Link from, ref FrameReader reader)
    {
        (ulong request, string name) = (reader.Number(), reader.Text());
        if (!reader.Complete)
            return false;
        (DeskFound found, ImmutableArray<string> members, string reason) = LookUp(name);
        FrameWriter writer = links.Begin(from, FrameType.Found);
        writer.Number(request);
        writer.Byte((byte)found);
        writer.Number(members.Length);
        foreach (string member in members)
            writer.Text(member);
        writer.Text(reason);
        writer.End();
        return true;
    }

    private (DeskFound Found, ImmutableArray<string> Members, string Reason) LookUp(string name)
    {
        if (root is { IsReady: true } && root.Directory.Find(name) is { } entry)
        {
            ImmutableArray<string> members =
            [
                .. entry
                    .View.Members.Where(member => member.HoldsState && root.Directory.Stands(entry, member.Id))
                    .Select(member => member.Process.Address),
            ];
            return (
                DeskFound.Group,
                members,
                members.IsEmpty ? "nobody that holds its state is in the cluster at present" : ""
            );
        }
        if (find(name) is { TakesPart: true })
            return (DeskFound.Group, [settings.Process.Address], "");
        return root is { IsReady: true }
            ? (DeskFound.None, [], "")
            : (DeskFound.Unknown, [], root is null ? "this node has no directory" : root.Trouble);
    }

    /// <summary>A client calls; false where that makes no sense.</summary>
    public bool Call(Link from, SlabPart body, ref FrameReader reader)
    {
        (ulong request, string name) = (reader.Number(), reader.Text());
        ReadOnlySpan<byte> rest = reader.Rest();
        ReadOnlyMemory<byte> asked = body.Memory[^rest.Length..];
        if (reader.Failed || CallRequest.Read(asked, settings.Limits) is null)
            return false;
        if (find(name) is not { } group || !group.TakesPart)
            Say(from, request, DeskAnswer.Elsewhere, Why(find(name), name));
        else if (!group.TakesCalls)
            Say(from, request, DeskAnswer.TakesNone, "");
        else if (IsFull(from, asked.Length))
            Say(from, request, DeskAnswer.Busy, $"node {settings.Name} has as many calls under way as it takes");
        else
            Take(from, request, group, asked);
        return true;
    }

    private void Take(Link from, ulong request, GroupMachine group, ReadOnlyMemory<byte> asked)
    {
        _underWay.Add(++_lastTicket, new UnderWay(from, request, group, asked.Length));
        from.CallsUnderWay++;
        _bytesUnderWay += asked.Length;
        outputs.Add(
            new Output
            {
                Kind = OutputKind.Call,
                Group = group.Handle,
                Ticket = _lastTicket,
                Bytes = new CallItem(_lastTicket, asked).Encode(),
            }
        );
    }

    private bool IsFull(Link from, int size)
    {
        if (_underWay.Count >= MostCalls || _bytesUnderWay + size > MostBytes)
            return true;
        return from.CallsUnderWay >= MostOfOne;
    }

    /// <summary>Why a group cannot be served here, for a person.</summary>
    public static string Why(GroupMachine? group, string name) =>
        group is null
            ? $"this node is no member of group '{name}'"
            : $"the membership of this node is not at work{(group.Reason.Length > 0 ? $": {group.Reason}" : "")}";

    /// <summary>Sends those elsewhere whose calls cannot be answered here any more.</summary>
    public void SendElsewhere()
    {
        for (int at = 0; at < _underWay.Count; )
        {
            (long ticket, UnderWay call) = (_underWay.GetKeyAtIndex(at), _underWay.GetValueAtIndex(at));
            if (call.Client.Closed)
                Forget(ticket, call);
            else if (!call.Group.TakesPart)
                NotTaken(ticket, Why(call.Group, call.Group.Name));
            else
                at++;
        }
    }

    private void Answer(long ticket, DeskAnswer answer, ReadOnlySpan<byte> bytes)
    {
        // The client may have gone elsewhere by now.
        if (!_underWay.TryGetValue(ticket, out UnderWay call))
            return;
        Forget(ticket, call);
        if (!call.Client.Closed)
            Say(call.Client, call.Request, answer, bytes);
    }

    private void Forget(long ticket, UnderWay call)
    {
        _underWay.Remove(ticket);
        _bytesUnderWay -= call.Size;
        call.Client.CallsUnderWay--;
    }

    private void Say(Link to, ulong request, DeskAnswer answer, string reason) =>
        Say(to, request, answer, Encoding.UTF8.GetBytes(reason));

    private void Say(Link to, ulong request, DeskAnswer answer, ReadOnlySpan<byte> bytes)
    {
        FrameWriter writer = links.Begin(to, FrameType.CallAnswer);
        writer.Number(request);
        writer.Byte((byte)answer);
        writer.Raw(bytes);
        writer.End();
    }
}
