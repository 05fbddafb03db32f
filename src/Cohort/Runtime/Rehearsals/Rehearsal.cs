using Cohort.Protocol;

namespace Cohort.Runtime.Rehearsals;

/// <summary>
/// Plays what a group may have to do, with three machines in memory, so that the code for it is compiled before it is needed:
/// the first time that a process has to lead a change of the view is when somebody has died, and others wait for it.
/// </summary>
internal static class Rehearsal
{
    private static readonly Lazy<Task> s_once = new(() =>
        Task.Factory.StartNew(
            static () => _ = Play(),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        )
    );

    /// <summary>Plays in the background, once in a process.</summary>
    public static Task PlayOnceAsync() => s_once.Value;

    /// <summary>Forms a group, sends, kills the oldest member, takes it in again with the state, and has another one leave.</summary>
    /// <returns>The number of the last view.</returns>
    /// <exception cref="InvalidOperationException">The group did not do what it has to.</exception>
    public static ViewNumber Play()
    {
        var stage = new Stage();
        string[] seats = ["stage:1", "stage:2", "stage:3"];
        Actor[] actors = [.. seats.Select(seat => stage.Enter(seat, seats))];
        stage.Until(() => actors.All(actor => actor.Holders == 3));

        Send(stage, actors);
        stage.Kill(actors[0]);
        stage.Until(() => actors.Skip(1).All(actor => actor.Holders == 2));

        actors[0] = stage.Enter(seats[0], seats);
        stage.Until(() => actors.All(actor => actor.Holders == 3));

        Send(stage, actors);
        actors[1].Tell(Input.Leave(Actor.Group));
        stage.Until(() => actors[1].HasLeft && actors[0].Holders == 2 && actors[2].Holders == 2);
        return actors[0].View;
    }

    private static void Send(Stage stage, Actor[] actors)
    {
        int before = actors.Min(actor => actor.Delivered);
        int sent = 0;
        foreach (Actor actor in actors)
        foreach (Order order in (Order[])[Order.Total, Order.Causal, Order.Fifo])
        foreach (Delivery delivery in (Delivery[])[Delivery.Stable, Delivery.Received])
        foreach (int size in (int[])[64, 12 << 10])
        {
            actor.Tell(Input.Send(Actor.Group, Input.NoTicket, new byte[size], order, delivery));
            sent++;
        }
        stage.Until(() => actors.All(actor => actor.Delivered >= before + sent));
    }
}
