using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// D3: those who go together from one view to the next delivered the same set of messages in the first. A joiner that
/// loaded the state in that view delivers of each sender the end of what the others do, or nothing; what came before is in
/// its state, and S1 looks into that.
/// </summary>
public sealed class VirtualSynchrony : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "D3";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var marks = new MessageMarks(history.Evidence);
        return history
            .Evidence.Views.SelectMany(view => Check(view, marks))
            .Select(text => new Violation(Property, text));
    }

    private static IEnumerable<string> Check(GroupView view, MessageMarks marks)
    {
        Stay? model = view.Stays.Find(stay => stay.TellsAll);
        if (model is null)
            yield break;
        marks.Replace(model.Deliveries);
        foreach (Stay other in view.Stays.Where(stay => stay.Completed && stay != model))
        {
            if (other.Knowledge == Knowledge.None)
                continue;
            int shared = 0;
            foreach (Delivered delivered in other.Deliveries)
                if (marks.Contains(delivered))
                    shared++;
                else
                    yield return $"{other} delivers {delivered.Message}, {model} does not, and both go on together";
            if (other.TellsAll && shared < marks.Count)
                yield return Missing(model, other);
            if (other.Knowledge == Knowledge.SinceState && EndsEarly(model, other) is { } text)
                yield return text;
        }
    }

    private static string Missing(Stay model, Stay other)
    {
        var delivered = other.Deliveries.Select(delivery => delivery.Message).ToHashSet();
        SentMessage[] missing =
        [
            .. model.Deliveries.Select(delivery => delivery.Message).Where(m => !delivered.Contains(m)),
        ];
        return $"{model} delivers {missing[0]}{(missing.Length > 1 ? $" and {missing.Length - 1} more" : "")}, "
            + $"{other} does not, and both go on together";
    }

    private static string? EndsEarly(Stay model, Stay joiner)
    {
        StreamVector all = Covered(model);
        StreamVector delivered = Covered(joiner);
        foreach (int rank in joiner.Deliveries.Select(delivery => delivery.Id.Rank).Distinct())
            if (delivered[rank] < all[rank])
                return $"{joiner} delivers nothing after {new MessageId(joiner.Number, rank, delivered[rank])}, "
                    + $"{model} goes on to {new MessageId(joiner.Number, rank, all[rank])}, and both go on together";
        return null;
    }

    private static StreamVector Covered(Stay stay)
    {
        StreamVector covered = StreamVector.Nothing.Copy();
        foreach (Delivered delivered in stay.Deliveries)
            covered.Cover(delivered.Id);
        return covered;
    }
}
