using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// U1: a <c>Stable</c> message delivered anywhere, even by a process that then died or was expelled, is delivered by all
/// that stay, and where it is <c>Total</c>, after no other <c>Total</c> messages than were delivered before it there. (It
/// may have come there after a <c>Received</c> one that is lost.) What a completed flush covers is held to the same, and is not lost: where
/// the group goes on, somebody has delivered it, or was told of it from a log.
/// </summary>
public sealed class Uniformity : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "U1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var deliveredBy = new int[history.Evidence.Messages.Count];
        var model = new TotalModel(history.Evidence);
        return history
            .Evidence.Views.SelectMany(view => ByAllThatStay(view, deliveredBy).Concat(AfterTheSame(view, model)))
            .Concat(Flushed(history.Evidence))
            .Select(text => new Violation(Property, text));
    }

    private static IEnumerable<string> ByAllThatStay(GroupView view, int[] deliveredBy)
    {
        Stay[] staying = [.. view.Stays.Where(stay => stay.TellsAll)];
        if (staying.Length == 0)
            yield break;
        foreach (Stay stay in staying)
        foreach (Delivered delivered in stay.Deliveries)
            deliveredBy[delivered.Ordinal]++;
        foreach (Stay stay in view.Stays)
        foreach (Delivered delivered in stay.Deliveries)
        {
            ref int count = ref deliveredBy[delivered.Ordinal];
            if (count >= staying.Length || !delivered.Message.IsUniform)
                continue;
            count = staying.Length;
            Stay without = staying.First(other => !other.Deliveries.Exists(d => d.Message == delivered.Message));
            yield return $"{stay} delivers {delivered.Message}, which is "
                + $"{(delivered.Message.Flushed ? "flushed" : "Stable")}; {without} does not, and goes on";
        }
    }

    private static IEnumerable<string> AfterTheSame(GroupView view, TotalModel model)
    {
        Stay? staying = view.Stays.Find(stay => stay.TellsAll);
        if (staying is null)
            yield break;
        model.Take(staying);
        foreach (Stay stay in view.Stays.Where(stay => !stay.Completed && stay.Knowledge == Knowledge.Whole))
            if (Missing(stay, model) is { } text)
                yield return text;
    }

    private static string? Missing(Stay stay, TotalModel model)
    {
        int bound = TotalModel.BoundOf(stay);
        if (bound == 0)
            return null;
        Delivered last = stay.Totals[bound - 1];
        int end = model.PlaceOf(last);
        if (end < bound && IsBeginning(stay, model, end))
            return null;
        var delivered = stay.Totals.Take(bound).Select(delivery => delivery.Message).ToHashSet();
        for (int place = 0; place < end; place++)
            if (!delivered.Contains(model.Sequence[place].Message))
                return $"{stay} delivers {last.Message}, which is Stable, without {model.Sequence[place].Message}, "
                    + $"which {model.Stay} delivers before it";
        return null;
    }

    private static bool IsBeginning(Stay stay, TotalModel model, int end)
    {
        for (int place = 0; place <= end; place++)
            if (stay.Totals[place].Message != model.Sequence[place].Message)
                return false;
        return true;
    }

    private static IEnumerable<string> Flushed(RunEvidence evidence)
    {
        foreach (SentMessage message in evidence.Messages)
        {
            if (!message.Flushed || message.FirstDelivery is not null || message.Replayed)
                continue;
            ProcessInGroup track = evidence.Track(message.Sent!.Process, message.Sent.Group)!;
            Membership sender = track.Memberships[message.AcceptedIn!.Value];
            if (LaterThan(sender) is { } later)
                yield return $"{message} of {sender} was flushed; {later} comes later, and nobody has delivered it";
        }
    }

    /// <summary>
    /// The stay of a member that counts in the first view without the sender: that view is later than the one of anything
    /// that the sender sent, so that this member has delivered what was flushed, or loaded a state that contains it. In a group
    /// without state it has done so only if it was there: the applications of those that were may have died before they got
    /// to it, and then it was never more than received. In a group that keeps a log its state may be a former one, behind which it
    /// was replayed from another's log: that has it from when the machine there delivered it, though the application never came to it.
    /// </summary>
    private static Stay? LaterThan(Membership sender) =>
        sender
            .Formation?.Views.Values.FirstOrDefault(view =>
                view.Number > sender.Stays[^1].Number && view.First is not null && view.Find(sender.Self) is null
            )
            ?.Stays.Find(stay =>
                stay is { HoldsState: true, Installed: not null }
                && (stay.HasGroupState || stay.Membership.Stays[0].Number <= sender.Stays[0].Number)
            );
}
