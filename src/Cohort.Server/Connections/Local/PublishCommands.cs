using System.Globalization;
using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Commands.PubSub;

namespace Cohort.Server.Connections.Local;

/// <summary>Publishing, as far as only this process knows who will be told.</summary>
internal static class PublishCommands
{
    /// <summary>Adds a PUBLISH with the number of those that will be told here, as it goes to the replicas: all of them give the same reply.</summary>
    public static void AddWithReceivers(in Arguments publish, Session session, CommandBatch batch)
    {
        int receivers = session.Server.Subscriptions.ReceiversOf(publish[1]);
        session.Server.Statistics.Publish();
        batch.Begin(publish.Count + 1);
        batch.Add(PublishingCommands.Counted);
        for (int index = 1; index < publish.Count; index++)
            batch.Add(publish[index]);
        batch.Add(Encoding.ASCII.GetBytes(receivers.ToString(CultureInfo.InvariantCulture)));
        batch.End();
    }
}
