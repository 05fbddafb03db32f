using System.Text.Json;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>What went to sockets while messages were delivered, between the same two moments.</summary>
/// <param name="Bytes">Bytes written by the whole process.</param>
/// <param name="Writes">How often the process wrote.</param>
/// <param name="Deliveries">Messages delivered to it.</param>
internal sealed record SocketUse(double Bytes, double Writes, double Deliveries)
{
    /// <summary>As a frame.</summary>
    public Frame ToFrame() =>
        new((byte)MemberFrame.Sockets, JsonSerializer.SerializeToUtf8Bytes(this, MemberJson.Default.SocketUse));

    /// <summary>From a frame.</summary>
    public static SocketUse From(Frame frame) =>
        JsonSerializer.Deserialize(frame.Body.Span, MemberJson.Default.SocketUse)!;
}
