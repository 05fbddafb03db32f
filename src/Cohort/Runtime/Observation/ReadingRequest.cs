using Cohort.Protocol;
using Cohort.Protocol.Observation;

namespace Cohort.Runtime.Observation;

/// <summary>How a group stands, and whose it is.</summary>
internal readonly record struct GroupState(KeyValuePair<string, object?>[] Tags, GroupReading Reading);

/// <summary>Asks a node how its groups stand. Its own thread answers, between two steps: nobody else may look into the machine.</summary>
internal sealed class ReadingRequest(NodeObservation node)
{
    private readonly TaskCompletionSource<IReadOnlyList<GroupState>> _states = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>The answer.</summary>
    public Task<IReadOnlyList<GroupState>> States => _states.Task;

    /// <summary>Answers; on the node's thread.</summary>
    public void Answer(IMachine machine)
    {
        var states = new List<GroupState>();
        if (machine.Node is { } present)
        {
            foreach (GroupObservation group in node.Groups)
                if (present.GroupAt(group.Handle)?.Reading is { } reading)
                    states.Add(new GroupState(group.Tags, reading));
            if (present.Root is { Reading: { } root } machineOfRoot)
                states.Add(new GroupState([.. node.Tags, new(Tag.Group, machineOfRoot.Name)], root));
        }
        _states.TrySetResult(states);
    }
}
