using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// D2: all deliver a message in the same view, the one that it was sent in. Its identity names that view; nobody delivers
/// it while another is installed, or in another formation, and it is no older than the view that its sender's application
/// had seen when it sent it.
/// </summary>
public sealed class SameView : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "D2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.Stays.SelectMany(Check)
            .Concat(history.Evidence.Messages.SelectMany(NotBeforeItWasSent))
            .Select(text => new Violation(Property, text));

    private static IEnumerable<string> Check(Stay stay)
    {
        foreach ((SentMessage message, MessageDelivered delivered) in stay.Deliveries)
        {
            if (delivered.Id.View != stay.Number)
                yield return $"{stay} delivers {message} of {delivered.Id.View}";
            if (message.FirstDelivery!.Id.View != delivered.Id.View)
                yield return $"{stay} delivers {message} in {delivered.Id.View}, {message.FirstDeliveredIn} did before";
            if (Formation(message) is { } other && stay.Membership.Formation is { } own && own != other)
                yield return $"{stay} delivers {message} in {own}, {message.FirstDeliveredIn} in {other}";
        }
    }

    private static IEnumerable<string> NotBeforeItWasSent(SentMessage message)
    {
        if (
            message is { FirstDelivery: { } first, SentAt.Stay: { } sentIn }
            && sentIn.Membership.Formation == Formation(message)
            && first.Id.View < sentIn.Number
        )
            yield return $"{message} was sent in {sentIn.Number} or later and is delivered in {first.Id.View}";
    }

    private static Formation? Formation(SentMessage message) => message.FirstDeliveredIn!.Membership.Formation;
}
