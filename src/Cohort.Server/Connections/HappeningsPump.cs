using Cohort.Server.Store;
using Microsoft.Extensions.Hosting;

namespace Cohort.Server.Connections;

/// <summary>Tells connections what updates have led to: messages that were published, and what those that wait were given.</summary>
/// <param name="server">The connections.</param>
internal sealed class HappeningsPump(RespServer server) : BackgroundService
{
    // So many may wait: more than a burst, and less than the memory.
    private const int MostWaiting = 1 << 18;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IAsyncEnumerable<Observed<(List<WaitGiven> Given, List<OwnWait> Forgotten), Happening>> happenings =
            server.Access.Replica.ObserveAsync<(List<WaitGiven>, List<OwnWait>), Happening>(
                Look,
                MostWaiting,
                stoppingToken
            );
        await foreach (var seen in happenings.WithCancellation(stoppingToken).ConfigureAwait(false))
            if (seen.IsEvent)
                Tell(seen.Event);
            else
                Catch(seen.Kind, seen.State.Given, seen.State.Forgotten);
    }

    // No update is made between this and what is observed next.
    private (List<WaitGiven>, List<OwnWait>) Look(DataStore store)
    {
        store.Keyspace.IsWatched = server.Watchers.AreThere;
        server.Waits.Reset();
        return server.Waits.Compare(store);
    }

    private void Tell(Happening happening)
    {
        switch (happening)
        {
            case Published published:
                server.Subscriptions.Publish(published);
                break;
            case KeyChanged changed:
                server.Watchers.Tell(changed);
                break;
            case WaitGiven given:
                server.Waits.Give(given);
                break;
        }
    }

    private void Catch(ObservedKind kind, List<WaitGiven> given, List<OwnWait> forgotten)
    {
        foreach (WaitGiven each in given)
            server.Waits.Give(each);
        foreach (OwnWait wait in forgotten)
            _ = server.Waits.AskAgainAsync(wait);
        if (kind == ObservedKind.State)
            return;
        string why =
            kind == ObservedKind.TooSlow
                ? "more happened than this node could tell"
                : "this node was put out of the group and has come back";
        server.Watchers.ResetAll();
        int ended = server.Subscriptions.DisconnectAll(why);
        if (ended > 0)
            ServerLog.Missed(server.Log, why, ended);
    }
}
