using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Workloads;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Judging;

/// <summary>How far the buffers that a driver sees filled in a run, beside the bounds that the limits state (L2).</summary>
internal static class BufferBounds
{
    // Operations on the objects and answers of handlers.
    private const int SmallSize = 1024;

    public static ImmutableArray<ObservedBound> Of(World world)
    {
        Limits limits = world.Scenario.Limits;
        long largest = LargestMessage(world.Scenario.Workload);
        // A message that is larger than either goes when it is alone.
        long perSender = Math.Max(limits.Window, largest) + Math.Max(limits.HandlerReserve, largest);
        long handler = world.Hosts.Length * perSender + limits.JoinerBuffer;
        long link = (long)limits.LinkBacklog + limits.FrameSize;
        List<ObservedBound> bounds = [];
        foreach (VirtualProcess process in world.Processes)
        {
            bounds.Add(
                new ObservedBound(process.Id, "bytes handed to one link and not written", process.LargestBacklog, link)
            );
            foreach (Membership membership in process.Memberships)
            {
                string group = membership.Plan.Name;
                bounds.Add(
                    new ObservedBound(
                        process.Id,
                        $"bytes that wait for the handlers of {group}",
                        membership.MostWaitingBytes,
                        handler
                    )
                );
                bounds.Add(
                    new ObservedBound(
                        process.Id,
                        $"bytes accepted by {group} and not delivered to their sender",
                        membership.Undelivered.MostBytes,
                        perSender
                    )
                );
                bounds.Add(
                    new ObservedBound(
                        process.Id,
                        $"messages accepted by {group} and not delivered to their sender",
                        membership.Undelivered.Most,
                        limits.WindowItems
                    )
                );
            }
        }

        return [.. bounds];
    }

    private static int LargestMessage(WorkloadPlan workload)
    {
        if (workload.HugePerTenThousand > 0)
            return Talker.HugeSize;
        return workload.LargePermille > 0 ? Talker.LargeSize : Math.Max(workload.UsualSize, SmallSize);
    }
}
