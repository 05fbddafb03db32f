using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Judging;

/// <summary>How far the buffers that a driver sees filled in a run, beside the bounds that the limits state (L2).</summary>
internal static class BufferBounds
{
    private const int LargestMessage = 3 << 20;

    public static ImmutableArray<ObservedBound> Of(World world)
    {
        Limits limits = world.Scenario.Limits;
        long perSender = (long)limits.Window + limits.HandlerReserve + LargestMessage;
        long handler = world.Hosts.Length * perSender + limits.JoinerBuffer;
        long link = (long)limits.LinkBacklog + limits.FrameSize;
        List<ObservedBound> bounds = [];
        foreach (VirtualProcess process in world.Processes)
        {
            bounds.Add(
                new ObservedBound(process.Id, "bytes handed to one link and not written", process.LargestBacklog, link)
            );
            foreach (Membership membership in process.Memberships)
                bounds.Add(
                    new ObservedBound(
                        process.Id,
                        $"bytes that wait for the handlers of {membership.Plan.Name}",
                        membership.MostWaitingBytes,
                        handler
                    )
                );
        }

        return [.. bounds];
    }
}
