using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// S2: equal positions, equal state hashes: after each <c>Total</c> message and at each view, among those that stay; with
/// one that does not, as long as it had delivered the same <c>Total</c> messages.
/// </summary>
public sealed class EqualReplicas : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "S2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.Views.SelectMany(view => AtTheView(view).Concat(AfterEachMessage(view)))
            .Select(text => new Violation(Property, text));

    private static IEnumerable<string> AtTheView(GroupView view)
    {
        Stay? model = null;
        foreach (Stay stay in view.Stays)
        {
            if (
                stay
                is not { HasGroupState: true, GivenUp: false, Knowledge: Knowledge.Whole, Installed: { } installed }
            )
                continue;
            model ??= stay;
            if (installed.StateHash != model.Installed!.StateHash)
                yield return $"{stay} begins with state {installed.StateHash:x}, {model} with {model.Installed.StateHash:x}";
        }
    }

    private static IEnumerable<string> AfterEachMessage(GroupView view)
    {
        Stay? model =
            view.Stays.Find(stay => stay is { TellsAll: true, HasGroupState: true })
            ?? view.Stays.Where(stay => stay is { Knowledge: Knowledge.Whole, HasGroupState: true, GivenUp: false })
                .MaxBy(stay => stay.Totals.Count);
        if (model is null || model.Totals.Count == 0)
            yield break;
        foreach (Stay stay in view.Stays)
            if (stay != model && stay is { HasGroupState: true, GivenUp: false } && Compare(stay, model) is { } text)
                yield return text;
    }

    private static string? Compare(Stay stay, Stay model)
    {
        ulong start = model.Totals[0].Position - 1;
        if (stay.State is { } loaded && !stay.Completed && !SharesStart(loaded, model, start))
            return null;
        foreach (Delivered delivered in stay.Totals)
        {
            ulong place = delivered.Position - start - 1;
            if (place >= (ulong)model.Totals.Count || model.Totals[(int)place].Message != delivered.Message)
                return null; // another sequence: O3 judges it
            Delivered same = model.Totals[(int)place];
            if (same.StateHash != delivered.StateHash)
                return $"{stay} has state {delivered.StateHash:x} at position {delivered.Position}, "
                    + $"{model} {same.StateHash:x}";
        }
        return null;
    }

    /// <summary>
    /// Whether a state that was loaded, by a joiner that did not go on, is one that the model had too: its donor may have
    /// been put out with messages that nobody else has, and then the joiner loads another one or goes down with it.
    /// </summary>
    private static bool SharesStart(StateReplaced loaded, Stay model, ulong start)
    {
        if (loaded.Position == start)
            return model.Installed?.StateHash == loaded.StateHash;
        ulong place = loaded.Position - start - 1;
        return place < (ulong)model.Totals.Count && model.Totals[(int)place].StateHash == loaded.StateHash;
    }
}
