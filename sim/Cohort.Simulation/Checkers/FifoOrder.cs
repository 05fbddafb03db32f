using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// O1: every message is delivered after every earlier message of its sender, whatever the order of either. In each view
/// every member delivers the beginning of each sender's stream, in the order of the calls and without a gap; a joiner
/// delivers what follows the state that it loaded. A message that was accepted is not lost where a later one is delivered by
/// a member that was one when it was sent. (Whoever joined later was never to have it, and who was there may have died with it.)
/// </summary>
public sealed class FifoOrder : IPropertyChecker
{
    private const int Unknown = -1;

    /// <inheritdoc/>
    public string Property => "O1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var seen = new MessageMarks(history.Evidence);
        var places = new int[history.Evidence.Messages.Count];
        ulong[] since = DeliveredBySince(history.Evidence);
        return history
            .Evidence.Views.SelectMany(view => Check(view, SenderStreams.Of(view, seen, places)))
            .Concat(history.Evidence.Memberships.SelectMany(sender => NothingLostBetween(sender, since)))
            .Select(text => new Violation(Property, text));
    }

    private static IEnumerable<string> Check(GroupView view, SenderStreams streams) =>
        streams.All.SelectMany(InOrderOfCalls).Concat(view.Stays.SelectMany(stay => WithoutGap(view, stay, streams)));

    private static IEnumerable<string> InOrderOfCalls(IReadOnlyList<SentMessage> stream)
    {
        for (int place = 1; place < stream.Count; place++)
            if (stream[place - 1] is { Sent: not null } earlier && stream[place] is { Sent: not null } later)
                if (earlier.Sent.Process == later.Sent.Process && earlier.SentAt.Call > later.SentAt.Call)
                    yield return $"{later} was sent before {earlier} and follows it in the stream";
    }

    private static IEnumerable<string> WithoutGap(GroupView view, Stay stay, SenderStreams streams)
    {
        // What a joiner's state contains is not seen here: its first delivery of a stream tells where it begins.
        int[] next = [.. Enumerable.Repeat(stay.Knowledge == Knowledge.Whole ? 0 : Unknown, streams.Ranks)];
        foreach (Delivered delivered in stay.Deliveries)
        {
            if (!SenderStreams.BelongTo(view, delivered))
                continue;
            int rank = delivered.Id.Rank;
            int place = streams.PlaceOf(delivered);
            int expected = next[rank] == Unknown ? place : next[rank];
            if (place > expected)
                yield return $"{stay} delivers {delivered.Message} without {streams[rank][expected]} before it";
            else if (place < expected)
                yield return $"{stay} delivers {delivered.Message} after {streams[rank][expected - 1]}";
            next[rank] = place + 1;
        }
    }

    /// <summary>For each message, since which view whoever delivered it, of those the longest, had been a member.</summary>
    private static ulong[] DeliveredBySince(RunEvidence evidence)
    {
        ulong[] since = [.. Enumerable.Repeat(ulong.MaxValue, evidence.Messages.Count)];
        foreach (Membership member in evidence.Memberships.Where(member => member.Stays.Count > 0))
        foreach (Delivered delivered in member.Stays.SelectMany(stay => stay.Deliveries))
        {
            ref ulong first = ref since[delivered.Ordinal];
            first = Math.Min(first, member.Stays[0].Number.Value);
        }
        return since;
    }

    private static IEnumerable<string> NothingLostBetween(Membership sender, ulong[] since)
    {
        SentMessage? delivered = null;
        ulong deliveredSince = ulong.MaxValue;
        for (int at = sender.Accepted.Count - 1; at >= 0; at--)
        {
            SentMessage message = sender.Accepted[at];
            if (message.FirstDelivery is { } first)
            {
                if (first.Sender == sender.Self && since[message.Ordinal] <= deliveredSince)
                    (delivered, deliveredSince) = (message, since[message.Ordinal]);
            }
            else if (delivered is not null && deliveredSince <= (message.SentAt.Stay ?? sender.Stays[0]).Number.Value)
                yield return $"{delivered} of {sender} is delivered, {message}, sent before it, by nobody";
        }
    }
}
