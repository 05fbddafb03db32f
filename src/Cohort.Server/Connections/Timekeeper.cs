using Cohort.Server.Data;
using Cohort.Server.Waiting;
using Microsoft.Extensions.Hosting;

namespace Cohort.Server.Connections;

/// <summary>
/// Carries the time of the group on where keys expire and nobody writes: the member of rank 0 as soon as one is due, the others some time
/// later, where that one has not. And confirms what was given to clients that wait, and looks whether the group is at work.
/// </summary>
/// <param name="server">The connections.</param>
internal sealed class Timekeeper(RespServer server) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_othersWait = TimeSpan.FromMilliseconds(500);

    // What was given is forgotten by the replicas a second after it has come, or together with what expires.
    private static readonly TimeSpan s_confirmAfter = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_period, server.Time);
        long confirmedAt = server.Time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            server.Availability.Look();
            bool confirms = server.Time.GetElapsedTime(confirmedAt) >= s_confirmAfter;
            if (confirms)
                confirmedAt = server.Time.GetTimestamp();
            await CarryOnAsync(confirms, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task CarryOnAsync(bool confirms, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<WaitId> confirmed = confirms ? server.Waits.TakeConfirmed() : [];
        if (confirmed.Count == 0 && !IsDue())
            return;
        try
        {
            await server.Access.CarryOnAsync(confirmed, cancellationToken).ConfigureAwait(false);
        }
        catch (CohortException e)
        {
            // Whatever keeps the group from working, whoever asks it for something is told; this is tried again.
            ServerLog.TimeStandsStill(server.Log, e);
        }
    }

    private bool IsDue()
    {
        long next = server.Access.Replica.ReadLocal(0, static (store, _) => store.Keyspace.NextExpiry);
        if (next >= server.Access.Now)
            return false;
        long late = server.Access.Now - next;
        Group group = server.Access.Replica.Group;
        bool isFirst = group.Self is { } self && group.View.RankOf(self.Id) == 0;
        return late > (isFirst ? 0 : (long)s_othersWait.TotalMilliseconds);
    }
}
