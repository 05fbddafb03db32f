using Cohort.Protocol;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Restarts;

/// <summary>What the group is for: a queue to which every operation adds its own number, so that a replica tells which
/// operations it has made, and in which order.</summary>
internal static class Ledger
{
    /// <summary>The objects of a replica, of which the last is the queue.</summary>
    public const int Objects = 3;

    /// <summary>Has a member add a number; that of the message, which this answers, where none is given.</summary>
    public static ulong Add(Host host, long? number = null, int size = 100)
    {
        Membership member = host.MembershipIn(RestartPlan.Group)!;
        var operation = new Operation(ObjectCall.Enqueue, Objects - 1, number ?? (long)member.NumberOfNextSend);
        return member.Send(null, operation, size, Order.Total, Delivery.Durable);
    }

    /// <summary>What a member has, in its order.</summary>
    public static IReadOnlyList<long> Of(Membership member)
    {
        long[] numbers = new long[Objects];
        Queue<long>[] queues = [.. numbers.Select(_ => new Queue<long>())];
        if (!Snapshot.TryLoad(member.State.Save(), member.State.Ballast, numbers, queues, out _))
            throw new InvalidOperationException("A state that was just saved cannot be read.");
        return [.. queues[^1]];
    }
}
