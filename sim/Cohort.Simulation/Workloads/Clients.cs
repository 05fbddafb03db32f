using Cohort.Simulation.Applications;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Workloads;

/// <summary>Who sends to a group at one process.</summary>
internal static class Clients
{
    /// <summary>A talker and the clients of the replicated objects, as the scenario asks for them.</summary>
    public static IReadOnlyList<IClient> Of(World world, Membership membership)
    {
        if (membership.Plan.IsRoot)
            return [];
        WorkloadPlan plan = world.Scenario.Workload;
        SplittableRandom random = world
            .Random.Split("clients", membership.Process.Id.Incarnation)
            .Split(membership.Plan.Name, (ulong)membership.Handle);
        List<IClient> clients = [];
        if (plan.TalkInterval > TimeSpan.Zero && plan.TalkLimit > 0)
            clients.Add(new Talker(world, membership, random.Split("talker")));
        if (membership.Plan.Objects > 0)
            for (int client = 0; client < plan.Clients; client++)
                clients.Add(new ObjectClient(world, membership, random.Split("client", (ulong)client)));
        return clients;
    }
}
