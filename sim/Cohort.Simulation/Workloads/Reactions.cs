using Cohort.Simulation.Applications;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Workloads;

/// <summary>
/// Handlers that answer a message with a message of their own. Answers are answered in turn now and then, so that
/// chains of causes arise, but each is less likely than the one before it.
/// </summary>
internal sealed class Reactions(World world, Membership membership)
{
    private const int LongestChain = 3;

    /// <summary>The handler ran for a message.</summary>
    public void To(in Payload cause)
    {
        int permille = world.Scenario.Workload.ReactionPermille;
        if (permille == 0 || !world.SendingAllowed || cause.Operation.Call != ObjectCall.None)
            return;
        long depth = cause.Operation.Argument;
        ulong draw = Digest.Fold(cause.Number, membership.Process.Id.Incarnation);
        if (depth >= LongestChain || draw % 1000 >= (ulong)permille)
            return;
        Order order = (Order)(draw / 1000 % 3);
        Delivery delivery = (Delivery)(draw / 3000 % 2);
        Operation answer = new(ObjectCall.None, 0, depth + 1);
        membership.Send(null, answer, Payload.MinimumSize + (int)(draw / 6000 % 100), order, delivery, inHandler: true);
    }
}
