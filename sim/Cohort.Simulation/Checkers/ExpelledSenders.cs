using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// D5: nothing of an expelled process is delivered after the view that expels it. What is delivered in a view comes from
/// a member of that view, one that counts, at the rank that the message names.
/// </summary>
public sealed class ExpelledSenders : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "D5";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history.Evidence.Views.SelectMany(Check).Select(text => new Violation(Property, text));

    private static IEnumerable<string> Check(GroupView view)
    {
        if (view.First is null)
            yield break;
        foreach (Stay stay in view.Stays)
        foreach ((SentMessage message, MessageDelivered delivered) in stay.Deliveries)
        {
            int rank = delivered.Id.Rank;
            if (rank >= 0 && rank < view.Members.Length && view.Members[rank] is { HoldsState: true } member)
                if (member.Id == delivered.Sender)
                    continue;
            yield return view.Find(delivered.Sender) switch
            {
                null => $"{stay} delivers {message} of {delivered.Sender}, which is not in {view}",
                { HoldsState: false } =>
                    $"{stay} delivers {message} of {delivered.Sender}, which does not count in {view}",
                _ => $"{stay} delivers {message} of {delivered.Sender}, whose rank in {view} is another",
            };
        }
    }
}
