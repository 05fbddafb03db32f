using Cohort.Protocol;

namespace Cohort.Runtime.Rehearsals;

/// <summary>Where machines play: a network without delays, and a clock that goes on when nobody has anything to do.</summary>
internal sealed class Stage
{
    // Far more than it takes.
    private const int MostSteps = 20_000;

    private readonly List<Actor> _actors = [];
    private Instant _now;
    private int _lastConnection;
    private ulong _lastIncarnation;

    /// <summary>A new process starts at an address, and joins.</summary>
    public Actor Enter(string address, string[] seats)
    {
        var settings = new NodeSettings
        {
            Cluster = "rehearsal",
            Name = address,
            Process = new ProcessId(address, ++_lastIncarnation),
            Seeds = [.. seats],
        };
        var actor = new Actor(settings, _lastIncarnation);
        actor.Tell(Input.Join(Actor.Group, new GroupSettings { Name = "rehearsal", HasState = true }));
        _actors.Add(actor);
        return actor;
    }

    /// <summary>A process dies.</summary>
    public void Kill(Actor actor)
    {
        _actors.Remove(actor);
        foreach ((Actor other, int connection) in actor.Connections.Values)
            End(other, connection);
    }

    /// <summary>Lets all play until something is the case.</summary>
    public void Until(Func<bool> condition)
    {
        for (int steps = 0; !condition(); steps++)
        {
            if (steps == MostSteps)
                throw new InvalidOperationException("The rehearsal of a group has come to no end.");
            Actor next = _actors.MinBy(actor => actor.WakeAt.Ticks)!;
            if (next.WakeAt > _now)
                _now = next.WakeAt;
            next.Step(_now, this);
        }
    }

    /// <summary>Does what a machine asks for.</summary>
    public void CarryOut(Actor actor, in Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.Dial:
                Dial(actor, output.Dial, output.Address);
                break;
            case OutputKind.Write when actor.Connections.TryGetValue(output.Connection, out var to):
                to.Other.Tell(Input.Received(to.Connection, output.Bytes.ToArray()));
                actor.Tell(Input.Written(output.Connection, output.Bytes.Length));
                break;
            case OutputKind.Close when actor.Connections.Remove(output.Connection, out var end):
                End(end.Other, end.Connection);
                break;
        }
    }

    private void Dial(Actor actor, int dial, string address)
    {
        if (_actors.Find(other => other.Address == address) is not { } called)
        {
            actor.Tell(Input.DialFailed(dial, refused: true));
            return;
        }
        (int near, int far) = (++_lastConnection, ++_lastConnection);
        actor.Connections[near] = (called, far);
        called.Connections[far] = (actor, near);
        actor.Tell(Input.Connected(dial, near));
        called.Tell(Input.Accepted(far));
    }

    private static void End(Actor actor, int connection)
    {
        if (actor.Connections.Remove(connection))
            actor.Tell(Input.Closed(connection));
    }
}
