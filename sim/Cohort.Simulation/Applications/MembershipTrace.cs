using Cohort.Protocol;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Applications;

/// <summary>Writes what a machine tells its application into the readable trace.</summary>
internal static class MembershipTrace
{
    public static void Told(World world, Membership membership, in Output output)
    {
        if (world.Chronicle.Trace is not { } trace)
            return;
        string what = output.Kind switch
        {
            OutputKind.View => $"installs {output.Change.View}",
            OutputKind.Deliver =>
                $"delivers {output.Message} of {output.Sender} ({output.Order} {output.Delivery}, {output.Bytes.Length} B)"
                    + $" at {output.Position}",
            OutputKind.TakeState => "is asked for its state",
            OutputKind.LoadState => $"is given the state at {output.Position} ({output.Bytes.Length} B)",
            OutputKind.Status => $"is {output.Status}: {output.Detail}",
            OutputKind.Ended => $"ends as {output.Status}: {output.Detail}",
            _ => output.Kind.ToString(),
        };
        trace.Write(world.Timeline.Now, membership.Process.Place.Name, $"{membership.Plan.Name}: {what}");
    }
}
