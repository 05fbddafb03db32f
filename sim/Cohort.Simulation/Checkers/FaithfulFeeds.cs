using Cohort.Protocol;
using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// C2: what a subscriber gets between two gaps is what members who stay have: consecutive views, in each of them the messages that
/// are delivered in it, each sender's in order and the <c>Total</c> ones in theirs, all of them where it has been there from the
/// view's beginning to its end, and otherwise, of each sender, from some message on, or up to one.
/// </summary>
public sealed class FaithfulFeeds : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "C2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.Feeds.SelectMany(feed =>
                Check(
                    feed,
                    history.Evidence,
                    history.Facts is null || feed.Crashed ? null : AtRest(feed.Group, history.Evidence)
                )
            )
            .Select(text => new Violation(Property, text));

    /// <summary>The last stay of a member of a group that has come to rest.</summary>
    private static Stay? AtRest(string group, RunEvidence evidence) =>
        evidence
            .Memberships.Where(membership => membership.Group == group && membership.Track.Present == membership)
            .Select(membership => membership.Stays.LastOrDefault())
            .FirstOrDefault(stay => stay is { Completed: true, Installed: not null });

    private static IEnumerable<string> Check(FeedTrack feed, RunEvidence evidence, Stay? rest)
    {
        FeedPart? last = feed.Parts.LastOrDefault();
        if (rest is not null && (last?.View.Formation, last?.View.Number) != (rest.Installed!.Formation, rest.Number))
            yield return $"{feed.Process} has not come to {rest}, but to {last?.View.Number} of group {feed.Group}";
        var seen = new HashSet<(GroupId, MessageId)>();
        for (int at = 0; at < feed.Parts.Count; at++)
        {
            FeedPart part = feed.Parts[at];
            FeedPart? before = at > 0 && !part.AfterGap ? feed.Parts[at - 1] : null;
            bool endsWhole = part == last ? rest is not null : !feed.Parts[at + 1].AfterGap;
            string name = $"{feed.Process} in {part.View.Number} of group {feed.Group}";
            if (
                before is not null
                && (before.View.Formation, before.View.Number.Next) != (part.View.Formation, part.View.Number)
            )
                yield return $"{name}: the view before it was {before.View.Number} of {before.View.Formation}, without a gap";
            foreach (MessageDiffused message in part.Messages)
                if (!seen.Add((part.View.Formation, message.Id)))
                    yield return $"{name}: message {message.Payload} ({message.Id}) came twice";
            foreach (string text in CheckPart(part, evidence, beginsWhole: before is not null, endsWhole))
                yield return $"{name}: {text}";
        }
        foreach (MessageDiffused stray in feed.BeforeAnyView.Take(1))
            yield return $"{feed.Process}: message {stray.Payload} came before any view, or after a gap before one";
    }

    private static IEnumerable<string> CheckPart(FeedPart part, RunEvidence evidence, bool beginsWhole, bool endsWhole)
    {
        foreach (MessageDiffused message in part.Messages)
            if (!message.Intact)
                yield return $"message {message.Payload} ({message.Id}) has other bytes than were sent";
            else if (message.Id.View != part.View.Number)
                yield return $"message {message.Payload} ({message.Id}) came in another view";
        Formation? formation = evidence.Formations.FirstOrDefault(one => one.Id == part.View.Formation);
        // Members tell what their machines have; where all of a view ended before their applications came to it, it has left
        // nothing to compare with.
        if (formation?.Views.GetValueOrDefault(part.View.Number) is not { } view)
            yield break;
        // A member that tells all, where there is one: the others may have delivered what is lost with them.
        if (view.Stays.Find(stay => stay.TellsAll) is not { } model)
            yield break;
        MessageDelivered[] delivered = [.. model.Deliveries.Select(each => each.Event).Where(each => !each.IsCall)];
        foreach (string text in Senders(part, delivered, beginsWhole, endsWhole).Concat(Totals(part, delivered)))
            yield return $"{text} (as {model} delivered)";
    }

    private static IEnumerable<string> Senders(
        FeedPart part,
        MessageDelivered[] delivered,
        bool beginsWhole,
        bool endsWhole
    )
    {
        ILookup<int, MessageDelivered> sent = delivered.ToLookup(message => message.Id.Rank);
        ILookup<int, MessageDiffused> got = part.Messages.ToLookup(message => message.Id.Rank);
        foreach (int rank in Ranks(sent, got))
        {
            MessageId[] all = [.. sent[rank].Select(message => message.Id)];
            MessageId[] had = [.. got[rank].Select(message => message.Id)];
            int from = had.Length == 0 ? (endsWhole ? all.Length : 0) : Array.IndexOf(all, had[0]);
            if (from < 0)
                yield return $"message {had[0]} is none that was delivered";
            else if (beginsWhole && (had.Length > 0 ? from > 0 : endsWhole && all.Length > 0))
                yield return $"message {all[0]} is missing";
            else if (!had.SequenceEqual(all.Skip(from).Take(had.Length)))
                yield return $"of rank {rank} came [{string.Join(' ', had)}], and delivered were [{string.Join(' ', all)}]";
            else if (endsWhole && had.Length > 0 && from + had.Length < all.Length)
                yield return $"message {all[^1]} is missing";
        }
    }

    private static IEnumerable<int> Ranks(ILookup<int, MessageDelivered> sent, ILookup<int, MessageDiffused> got) =>
        sent.Select(group => group.Key).Union(got.Select(group => group.Key)).Order();

    private static IEnumerable<string> Totals(FeedPart part, MessageDelivered[] delivered)
    {
        Dictionary<MessageId, ulong> positions = delivered
            .Where(message => message.Order == Order.Total)
            .ToDictionary(message => message.Id, message => message.Position);
        ulong last = 0;
        foreach (MessageDiffused message in part.Messages)
        {
            if (!positions.TryGetValue(message.Id, out ulong position))
                continue;
            if (position <= last)
                yield return $"message {message.Id} came after one that follows it in the total order";
            last = position;
        }
    }
}
