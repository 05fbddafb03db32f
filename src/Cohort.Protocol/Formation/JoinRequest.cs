using Cohort.Protocol.Links;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Formation;

/// <summary>A process asks a formed group to take it in.</summary>
/// <param name="Process">Who asks; others pass it on to the coordinator.</param>
/// <param name="Name">The name of its node.</param>
/// <param name="HasView">Whether it is a member without the state that asks for a view to begin again with.</param>
/// <param name="Floor">Memberships of it that began with an earlier view are over.</param>
/// <param name="HasState">Whether its application saves and loads state, as all members have to, or none.</param>
internal sealed record JoinRequest(ProcessId Process, string Name, bool HasView, ulong Floor, bool HasState)
{
    public static void Write(GroupContext context, Link link, GroupId group, JoinRequest request)
    {
        FrameWriter writer = context.Links.Begin(link, FrameType.JoinRequest);
        writer.Text(context.Group.Name);
        writer.Id(group);
        writer.Id(request.Process);
        writer.Text(request.Name);
        writer.Flag(request.HasView);
        writer.Number(request.Floor);
        writer.Flag(request.HasState);
        writer.End();
    }

    public static JoinRequest? Read(ref FrameReader reader)
    {
        var request = new JoinRequest(reader.ProcessId(), reader.Text(), reader.Flag(), reader.Number(), reader.Flag());
        return reader.Complete ? request : null;
    }
}
