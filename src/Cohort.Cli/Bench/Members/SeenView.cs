using System.Text.Json;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>A view as a member saw it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">When its handler was called, by the clock that all processes of the machine share.</param>
/// <param name="Members">The names of the members, oldest first.</param>
/// <param name="Holders">The names of those that hold the state.</param>
internal sealed record SeenView(ulong Number, long At, IReadOnlyList<string> Members, IReadOnlyList<string> Holders)
{
    /// <summary>As a frame.</summary>
    public Frame ToFrame() =>
        new((byte)MemberFrame.View, JsonSerializer.SerializeToUtf8Bytes(this, MemberJson.Default.SeenView));

    /// <summary>From a frame.</summary>
    public static SeenView From(Frame frame) =>
        JsonSerializer.Deserialize(frame.Body.Span, MemberJson.Default.SeenView)!;
}
