using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cohort.Cli.Children;

namespace Cohort.Cli.Demo.Members;

/// <summary>What the demo and its members say to each other.</summary>
internal enum DemoFrameKind : byte
{
    /// <summary>To a member: start the clients. Those that go on after all processes have died are told, each, which of its
    /// operations was not acknowledged; it may have been made.</summary>
    Start,

    /// <summary>To a member: no further operations; answer with <see cref="Stopped"/> once nothing is under way.</summary>
    Stop,

    /// <summary>To a member: once each ledger has so many operations, answer with its <see cref="State"/>.</summary>
    Report,

    /// <summary>To a member: find out what an idle group costs, and answer with <see cref="Weighed"/>.</summary>
    Weigh,

    /// <summary>From a member: a <see cref="MemberView"/>.</summary>
    View,

    /// <summary>From a member: the state of a group came from another member, or from its log; so many operations.</summary>
    Loaded,

    /// <summary>From a member: <see cref="Acknowledgement"/>s, written before the clients hear of them.</summary>
    Acknowledged,

    /// <summary>From a member: nothing is under way; so many operations are in each ledger.</summary>
    Stopped,

    /// <summary>From a member: the whole ledger of a group.</summary>
    State,

    /// <summary>From a member: an idle group takes so many bytes there.</summary>
    Weighed,
}

/// <summary>Numbers, and what concerns a group, as frames.</summary>
internal static class DemoFrame
{
    /// <summary>A frame of numbers.</summary>
    public static Frame Of(DemoFrameKind kind, params ReadOnlySpan<ulong> numbers) => new((byte)kind, Bytes(numbers));

    /// <summary>A frame that concerns a group.</summary>
    public static Frame OfGroup(DemoFrameKind kind, int group, ReadOnlySpan<byte> rest)
    {
        var body = new byte[sizeof(int) + rest.Length];
        BinaryPrimitives.WriteInt32LittleEndian(body, group);
        rest.CopyTo(body.AsSpan(sizeof(int)));
        return new Frame((byte)kind, body);
    }

    /// <summary>The group that a frame concerns, and its content.</summary>
    public static (int Group, ReadOnlyMemory<byte> Content) GroupOf(Frame frame) =>
        (BinaryPrimitives.ReadInt32LittleEndian(frame.Body.Span), frame.Body[sizeof(int)..]);

    /// <summary>Numbers as bytes.</summary>
    public static byte[] Bytes(ReadOnlySpan<ulong> numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(ulong)];
        for (int at = 0; at < numbers.Length; at++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at * sizeof(ulong)), numbers[at]);
        return bytes;
    }

    /// <summary>Bytes as numbers.</summary>
    public static ulong[] Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = new ulong[bytes.Length / sizeof(ulong)];
        for (int at = 0; at < numbers.Length; at++)
            numbers[at] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(at * sizeof(ulong))..]);
        return numbers;
    }
}

/// <summary>A view as a member of the demo saw it.</summary>
/// <param name="Group">Of which of the groups.</param>
/// <param name="At">When, on the machine's clock, which all processes share (<see cref="Stopwatch.GetTimestamp"/>).</param>
/// <param name="Number">Its number.</param>
/// <param name="Members">Its members in rank order.</param>
internal sealed record MemberView(int Group, long At, ulong Number, IReadOnlyList<ViewMember> Members)
{
    /// <summary>A view that is seen now.</summary>
    public static MemberView Of(int group, View view) =>
        new(
            group,
            Stopwatch.GetTimestamp(),
            view.Number.Value,
            [.. view.Members.Select(member => new ViewMember(member.Name, member.HoldsState))]
        );

    /// <summary>The oldest member that holds the state.</summary>
    public string Coordinator => Members.First(member => member.HoldsState).Name;

    /// <summary>Whether a node is a member.</summary>
    public bool Has(string name) => Members.Any(member => member.Name == name);

    /// <summary>Whether a node is a member that holds the state.</summary>
    public bool HasHolder(string name) => Members.Any(member => member.Name == name && member.HoldsState);

    /// <summary>How many members hold the state.</summary>
    public int Holders => Members.Count(member => member.HoldsState);

    /// <summary>For example <c>v7 [a b c*]</c>; a star marks a member that does not hold the state yet.</summary>
    public override string ToString() =>
        $"v{Number} [{string.Join(' ', Members.Select(member => member.HoldsState ? member.Name : member.Name + "*"))}]";

    /// <summary>As a frame.</summary>
    public Frame ToFrame() =>
        new((byte)DemoFrameKind.View, JsonSerializer.SerializeToUtf8Bytes(this, MemberViewJson.Default.MemberView));

    /// <summary>From a frame.</summary>
    public static MemberView From(Frame frame) =>
        JsonSerializer.Deserialize(frame.Body.Span, MemberViewJson.Default.MemberView)!;
}

/// <summary>A member in a <see cref="MemberView"/>.</summary>
internal sealed record ViewMember(string Name, bool HoldsState);

[JsonSerializable(typeof(MemberView))]
internal sealed partial class MemberViewJson : JsonSerializerContext;
