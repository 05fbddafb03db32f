using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Cohort.Protocol.Observation;

namespace Cohort.Runtime.Observation;

/// <summary>
/// The instruments that are looked at when somebody collects, and the nodes that they look at: those of this process that have been started
/// and not disposed. It is the one place that knows of several nodes, since a meter is one for the process; it holds nothing else of them.
/// </summary>
internal static class LivingNodes
{
    private static readonly ConcurrentDictionary<NodeObservation, bool> s_nodes = new();

    static LivingNodes()
    {
        // Both kinds of instruments are there when a node is.
        RuntimeHelpers.RunClassConstructor(typeof(Instruments).TypeHandle);
        Count("cohort.sent.messages", "{message}", "Messages that this member has sent", group => group.Sent);
        Count("cohort.sent.bytes", "By", "Bytes of the messages that this member has sent", group => group.SentBytes);
        Instruments.Meter.CreateObservableCounter(
            "cohort.delivered.messages",
            static () => s_nodes.Keys.SelectMany(node => node.Groups).SelectMany(group => group.Delivered()),
            "{message}",
            "Messages that were delivered to this member"
        );
        Count("cohort.delivered.bytes", "By", "Bytes of those messages", group => group.DeliveredBytes);
        Count(
            "cohort.handled.messages",
            "{message}",
            "Messages that the application has finished",
            group => group.Handled
        );
        Count("cohort.view.changes", "{view}", "Views that were installed", group => group.Views);
        Count(
            "cohort.expulsions",
            "{expulsion}",
            "How often this process was put out of the group",
            group => group.Expulsions
        );
        Count(
            "cohort.state.received",
            "{state}",
            "States that were received from another member",
            group => group.StatesReceived
        );
        Count("cohort.state.received.bytes", "By", "Bytes of those states", group => group.StateBytesReceived);
        Count(
            "cohort.state.saved",
            "{state}",
            "States that were saved, for joiners or the log",
            group => group.StatesSaved
        );
        Count("cohort.state.saved.bytes", "By", "Bytes of those states", group => group.StateBytesSaved);
        Gauge(
            "cohort.handler.queue",
            "{message}",
            "Messages that were delivered and not handled",
            group => group.Queue
        );
        Instruments.Meter.CreateObservableGauge(
            "cohort.group.status",
            static () =>
                s_nodes
                    .Keys.SelectMany(node => node.Groups)
                    .Select(group => new Measurement<long>(1, [.. group.Tags, new(Tag.Status, Tag.Of(group.Status))])),
            null,
            "1 for what the membership is doing, in the tag"
        );
        ReadGroups();
        ReadMembers();
        CountLogs();
    }

    /// <summary>A node has been started.</summary>
    public static void Add(NodeObservation node) => s_nodes[node] = true;

    /// <summary>A node is no more.</summary>
    public static void Remove(NodeObservation node) => s_nodes.TryRemove(node, out _);

    private static void ReadGroups()
    {
        Read("cohort.view.number", "{view}", "Number of the view", reading => (long)reading.View.Number.Value);
        Instruments.Meter.CreateObservableGauge(
            "cohort.view.stable",
            static () =>
                States()
                    .Where(state => state.Reading.LastStable is not null)
                    .Select(state => new Measurement<long>((long)state.Reading.LastStable!.Value.Value, state.Tags)),
            "{view}",
            "Number of the last view that all who hold the state are known to have installed"
        );
        Read("cohort.view.members", "{member}", "Members of the view", reading => reading.View.Members.Length);
        Read(
            "cohort.view.pending",
            "{change}",
            "Members to come and to go, as far as this one knows",
            reading => reading.PendingChanges
        );
        Read("cohort.view.suspected", "{member}", "Members that this one suspects", reading => reading.Suspected);
        Read(
            "cohort.window.bytes",
            "By",
            "Bytes in the window: sent, and not handled everywhere",
            reading => reading.WindowBytes
        );
        Read("cohort.window.limit", "By", "Bytes that the window has room for", reading => reading.WindowLimit);
        Read("cohort.window.messages", "{message}", "Messages in the window", reading => reading.WindowMessages);
        Read(
            "cohort.window.waiting",
            "{message}",
            "Messages that wait for the window or a view",
            reading => reading.WaitingMessages
        );
    }

    private static void ReadMembers()
    {
        ReadMember(
            "cohort.member.row.lag",
            "{item}",
            "Items of all streams that this member has and that one is not known to have",
            (reading, rank) => (long)reading.RowLags[rank]
        );
        ReadMember(
            "cohort.member.unreceived",
            "{message}",
            "Messages of this member that that one has not received",
            (reading, rank) => reading.Lags[rank].UnreceivedMessages
        );
        ReadMember(
            "cohort.member.unhandled",
            "{message}",
            "Messages of this member that that one has received and not handled",
            (reading, rank) => reading.Lags[rank].UnhandledMessages
        );
        ReadMember(
            "cohort.member.unhandled.bytes",
            "By",
            "Bytes of those messages",
            (reading, rank) => reading.Lags[rank].UnhandledBytes
        );
        Instruments.Meter.CreateObservableGauge(
            "cohort.member.waited",
            static () => OfMembers((reading, rank) => reading.Lags[rank].KeepsWaitingFor.TotalSeconds),
            "s",
            "How long that one has been keeping sends of this member waiting"
        );
    }

    private static void CountLogs()
    {
        OfLog("cohort.log.records", "{record}", "Records that were appended to the log", log => log.Records);
        OfLog("cohort.log.bytes", "By", "Bytes of those records", log => log.Bytes);
        Instruments.Meter.CreateObservableGauge(
            "cohort.log.unsynced",
            static () => Logs().Select(node => new Measurement<long>(node.Log!.Unsynced, node.Tags)),
            "{record}",
            "Records that were appended and are not on the disk yet"
        );
        Instruments.Meter.CreateObservableGauge(
            "cohort.log.size",
            static () => Logs().Select(node => new Measurement<long>(node.Log!.Size, node.Tags)),
            "By",
            "Size of the files in the folder of the log"
        );
    }

    private static IEnumerable<NodeObservation> Logs() => s_nodes.Keys.Where(node => node.Log is not null);

    private static IEnumerable<GroupState> States() => s_nodes.Keys.SelectMany(node => node.Read());

    private static void Count(string name, string unit, string description, Func<GroupObservation, long> value) =>
        Instruments.Meter.CreateObservableCounter(name, () => OfGroups(value), unit, description);

    private static void Gauge(string name, string unit, string description, Func<GroupObservation, long> value) =>
        Instruments.Meter.CreateObservableGauge(name, () => OfGroups(value), unit, description);

    private static void Read(string name, string unit, string description, Func<GroupReading, long> value) =>
        Instruments.Meter.CreateObservableGauge(
            name,
            () => States().Select(state => new Measurement<long>(value(state.Reading), state.Tags)),
            unit,
            description
        );

    private static void ReadMember(string name, string unit, string description, Func<GroupReading, int, long> value) =>
        Instruments.Meter.CreateObservableGauge(name, () => OfMembers(value), unit, description);

    private static void OfLog(string name, string unit, string description, Func<Logs.NodeLog, long> value) =>
        Instruments.Meter.CreateObservableCounter(
            name,
            () => Logs().Select(node => new Measurement<long>(value(node.Log!), node.Tags)),
            unit,
            description
        );

    private static IEnumerable<Measurement<long>> OfGroups(Func<GroupObservation, long> value) =>
        s_nodes.Keys.SelectMany(node => node.Groups).Select(group => new Measurement<long>(value(group), group.Tags));

    private static IEnumerable<Measurement<T>> OfMembers<T>(Func<GroupReading, int, T> value)
        where T : struct =>
        from state in States()
        from rank in Enumerable.Range(0, state.Reading.Lags.Count)
        select new Measurement<T>(
            value(state.Reading, rank),
            [.. state.Tags, new(Tag.Member, state.Reading.View.Members[rank].Name)]
        );
}
