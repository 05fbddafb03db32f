using System.Text.Json;
using System.Text.Json.Serialization;
using Cohort.Cli.Children;

namespace Cohort.Cli.Demo.Members;

/// <summary>What the demo and its members say to each other.</summary>
internal enum DemoFrameKind : byte
{
    /// <summary>To a member: start the clients.</summary>
    Start,

    /// <summary>To a member: no further operations; answer with <see cref="Stopped"/> once nothing is under way.</summary>
    Stop,

    /// <summary>To a member: once the ledger has so many operations, answer with <see cref="State"/>.</summary>
    Report,

    /// <summary>From a member: a <see cref="MemberView"/>.</summary>
    View,

    /// <summary>From a member: the state came from another member; so many operations.</summary>
    Loaded,

    /// <summary>From a member: <see cref="Acknowledgement"/>s, written before the clients hear of them.</summary>
    Acknowledged,

    /// <summary>From a member: nothing is under way; so many operations are in the ledger.</summary>
    Stopped,

    /// <summary>From a member: the whole ledger.</summary>
    State,
}

/// <summary>A view as a member of the demo saw it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Members">Its members in rank order.</param>
internal sealed record MemberView(ulong Number, IReadOnlyList<ViewMember> Members)
{
    /// <summary>The oldest member that holds the state.</summary>
    public string Coordinator => Members.First(member => member.HoldsState).Name;

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
