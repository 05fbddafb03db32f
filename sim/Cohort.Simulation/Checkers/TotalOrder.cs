using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// O3: <c>Total</c> messages stand in the same place relative to each other at every member, without gaps among those that
/// stay, and each has one position, counted without gaps from the formation of the group. One that does not stay is bound
/// up to its last <c>Stable</c> message. (That the order is consistent with O2 is O2's own doing: it holds for
/// <c>Total</c> messages too.)
/// </summary>
public sealed class TotalOrder : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "O3";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var model = new TotalModel(history.Evidence);
        return history
            .Evidence.Memberships.SelectMany(PositionsCountUp)
            .Concat(history.Evidence.Views.SelectMany(view => Check(view, model)))
            .Select(text => new Violation(Property, text));
    }

    private static IEnumerable<string> PositionsCountUp(Membership membership)
    {
        ulong? last = membership.Stays is [{ State: null, Number.Value: 0 }, ..] ? 0 : null;
        foreach (Stay stay in membership.Stays)
        {
            last = stay.State?.Position ?? last;
            foreach (Delivered delivered in stay.Deliveries)
            {
                ulong step = delivered.Order == Order.Total ? 1UL : 0;
                if (last + step is { } expected && expected != delivered.Position)
                    yield return $"{stay} delivers {delivered.Message} at position {delivered.Position}, "
                        + $"after position {last}";
                last = delivered.Position;
            }
        }
    }

    private static IEnumerable<string> Check(GroupView view, TotalModel model)
    {
        // Where nobody went on, all are compared with all: none of them is more right than another.
        Stay? staying = view.Stays.Find(stay => stay.TellsAll);
        foreach (Stay judge in staying is null ? view.Stays : [staying])
        {
            if (judge.Totals.Count == 0 && staying is null)
                continue;
            model.Take(judge);
            foreach (Stay stay in view.Stays)
                if (stay != judge && Compare(stay, model) is { } text)
                    yield return text;
        }
    }

    private static string? Compare(Stay stay, TotalModel model) =>
        stay.TellsAll ? Same(stay, model)
        // Of one that did not get to the end of the view itself nobody has delivered the end only.
        : model.Stay.TellsAll && stay.Completed && stay.Knowledge == Knowledge.SinceState ? End(stay, model)
        : SameSequence(stay, model, TotalModel.BoundOf(stay));

    private static string? Same(Stay stay, TotalModel model)
    {
        for (int place = 0; place < Math.Min(stay.Totals.Count, model.Sequence.Count); place++)
            if (Differ(stay, stay.Totals[place], model, place) is { } text)
                return text;
        return stay.Totals.Count == model.Sequence.Count
            ? null
            : $"{stay} delivers {stay.Totals.Count} Total messages, {model.Stay} {model.Sequence.Count}, and both go on";
    }

    /// <summary>A joiner that goes on delivers the end of the sequence, from the position of its state.</summary>
    private static string? End(Stay stay, TotalModel model)
    {
        int offset = model.Sequence.Count - stay.Totals.Count;
        if (offset < 0)
            return $"{stay} delivers more Total messages after its state than {model.Stay} in the whole view";
        for (int place = 0; place < stay.Totals.Count; place++)
            if (Differ(stay, stay.Totals[place], model, offset + place) is { } text)
                return text;
        return null;
    }

    private static string? Differ(Stay stay, Delivered delivered, TotalModel model, int place)
    {
        Delivered other = model.Sequence[place];
        if (delivered.Message != other.Message)
            return $"{stay} delivers {delivered.Message} where {model.Stay} delivers {other.Message}";
        return delivered.Position == other.Position
            ? null
            : $"{stay} delivers {delivered.Message} at position {delivered.Position}, "
                + $"{model.Stay} at {other.Position}";
    }

    private static string? SameSequence(Stay stay, TotalModel model, int bound)
    {
        Delivered? last = null;
        int lastPlace = -1;
        for (int at = 0; at < bound; at++)
        {
            Delivered delivered = stay.Totals[at];
            int place = model.PlaceOf(delivered);
            if (place >= 0 && place < lastPlace)
                return $"{stay} delivers {last!.Value.Message} before {delivered.Message}, {model.Stay} after it";
            if (place >= 0)
                (last, lastPlace) = (delivered, place);
        }
        return Late(stay, model, bound, lastPlace);
    }

    /// <summary>What stands in the model before the last bound message is not delivered after it.</summary>
    private static string? Late(Stay stay, TotalModel model, int bound, int lastPlace)
    {
        for (int at = bound; at < stay.Totals.Count; at++)
        {
            int place = model.PlaceOf(stay.Totals[at]);
            if (place >= 0 && place < lastPlace)
                return $"{stay} delivers {stay.Totals[at].Message} after {stay.Totals[bound - 1].Message}, "
                    + $"{model.Stay} before it";
        }
        return null;
    }
}
