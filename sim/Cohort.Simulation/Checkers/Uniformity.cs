using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// U1: a <c>Stable</c> message delivered anywhere, even by a process that then died or was expelled, is delivered by all
/// that stay, and where it is <c>Total</c>, after no other <c>Total</c> messages than were delivered before it there. (It
/// may have come there after a <c>Received</c> one that is lost.) What a completed flush covers is held to the same.
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
            .Concat(history.Evidence.Messages.SelectMany(message => Flushed(history.Evidence, message)))
            .Select(text => new Violation(Property, text));
    }

    private static IEnumerable<string> ByAllThatStay(GroupView view, int[] deliveredBy)
    {
        Stay[] staying = [.. view.Stays.Where(stay => stay.TellsAll)];
        if (staying.Length == 0)
            yield break;
        foreach (Stay stay in staying)
        foreach (Delivered delivered in stay.Deliveries)
            deliveredBy[delivered.Message.Ordinal]++;
        foreach (Stay stay in view.Stays)
        foreach (Delivered delivered in stay.Deliveries)
        {
            ref int count = ref deliveredBy[delivered.Message.Ordinal];
            if (!delivered.Message.IsUniform || count >= staying.Length)
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
        int end = model.PlaceOf(last.Message);
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

    private static IEnumerable<string> Flushed(RunEvidence evidence, SentMessage message)
    {
        if (!message.Flushed || message.FirstDelivery is not null)
            yield break;
        Membership sender = evidence.Track(message.Sent!.Process, message.Sent.Group)!.Memberships[
            message.AcceptedIn!.Value
        ];
        // A view without the sender is later than the one of the message: who counts in it has delivered the message.
        GroupView? later = sender.Formation?.Views.Values.FirstOrDefault(view =>
            view.Number > sender.Stays[^1].Number && view.Find(sender.Self) is null
        );
        if (later?.Stays.Find(stay => stay.HoldsState && stay.Installed is not null) is { } stay)
            yield return $"{message} of {sender} was flushed; {stay} comes later, and nobody has delivered it";
    }
}
