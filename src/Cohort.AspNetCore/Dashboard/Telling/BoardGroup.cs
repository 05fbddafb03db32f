using System.Text.Json;
using Cohort.AspNetCore.Dashboard.Observing;
using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Dashboard.Telling;

/// <summary>
/// The group in which the nodes with a dashboard tell each other how they stand. It keeps nothing, and a report waits for nobody: where one
/// cannot be sent yet, the next ones are left out.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="events">Hears why it could not be joined.</param>
/// <param name="heard">Takes the reports of the others.</param>
internal sealed class BoardGroup(Node node, EventJournal events, Action<Report> heard)
{
    /// <summary>Its name, which no application can take.</summary>
    public const string Name = "cohort.dashboard";

    private static readonly TimeSpan s_beforeAnotherTry = TimeSpan.FromSeconds(10);

    private Task _sending = Task.CompletedTask;
    private volatile Group? _group;

    /// <summary>Joins it, and joins it again where it was lost, until the application stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var options = new GroupOptions { IsClustersOwn = true, OnMessage = Take };
        while (true)
        {
            try
            {
                Group group = await node.JoinAsync(Name, options, stopping).ConfigureAwait(false);
                _group = group;
                await group.Completion.WaitAsync(stopping).ConfigureAwait(false);
                return;
            }
            catch (CohortException e) when (e is not NodeFailedException)
            {
                _group = null;
                events.Add(
                    ClusterEvent.WarningKind,
                    $"The dashboard of {node.Name} shows this node alone for now: {e.Message}",
                    Name
                );
            }
            await Task.Delay(s_beforeAnotherTry, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a report, where the one before is on its way. Calls do not overlap.</summary>
    /// <returns>Whether it will be sent.</returns>
    public bool TrySend(Report report)
    {
        if (_group is not { Status: GroupStatus.Active } group || !_sending.IsCompleted)
            return false;
        _sending = SendAsync(group, JsonSerializer.SerializeToUtf8Bytes(report, ReportJson.Default.Report));
        return true;
    }

    /// <summary>Completes when the last report is on its way.</summary>
    public Task SentAsync(CancellationToken cancellationToken) => _sending.WaitAsync(cancellationToken);

    // A report that was not sent is not missed: the next one says how the node stands then.
    private static async Task SendAsync(Group group, byte[] report)
    {
        try
        {
            await group.SendAsync(report, Order.Fifo, Delivery.Received).ConfigureAwait(false);
        }
        catch (GroupException)
        {
            // The membership is over; joining again is under way.
        }
        catch (NodeFailedException)
        {
            // So is the node, as its own log says.
        }
    }

    private void Take(Message message)
    {
        if (message.Sender.Process == node.Process)
            return;
        Report? report;
        try
        {
            report = JsonSerializer.Deserialize(message.Payload.Span, ReportJson.Default.Report);
        }
        catch (JsonException e)
        {
            events.Add(
                ClusterEvent.WarningKind,
                $"{message.Sender.Name} has sent what is no report: {e.Message}",
                Name
            );
            return;
        }
        // Who has sent it, the group knows for certain.
        if (report is not null)
            heard(report with { Node = message.Sender.Name });
    }
}
