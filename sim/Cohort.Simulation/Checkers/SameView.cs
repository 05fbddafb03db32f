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
    private const int Unknown = 0;

    /// <inheritdoc/>
    public string Property => "D2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var formations = new int[history.Evidence.Messages.Count];
        return history
            .Evidence.Stays.SelectMany(stay => Check(stay, formations))
            .Concat(NotBeforeTheyWereSent(history.Evidence.Messages))
            .Select(text => new Violation(Property, text));
    }

    private static IEnumerable<string> Check(Stay stay, int[] formations)
    {
        int own = stay.Membership.Formation?.Ordinal ?? Unknown;
        foreach (Delivered delivered in stay.Deliveries)
        {
            SentMessage message = delivered.Message;
            if (delivered.Id.View != stay.Number)
                yield return $"{stay} delivers {message} of {delivered.Id.View}";
            if (!delivered.IsLikeFirst && message.Id.View != delivered.Id.View)
                yield return $"{stay} delivers {message} in {delivered.Id.View}, {message.FirstDeliveredIn} did before";
            if (formations[delivered.Ordinal] != own && formations[delivered.Ordinal] != Unknown && own != Unknown)
                yield return $"{stay} delivers {message}, another member delivers it in another formation of the group";
            formations[delivered.Ordinal] = own;
        }
    }

    private static IEnumerable<string> NotBeforeTheyWereSent(IReadOnlyList<SentMessage> messages)
    {
        foreach (SentMessage message in messages)
            if (
                message is { FirstDelivery: { } first, SentAt.Stay: { } sentIn }
                && sentIn.Membership.Formation == Formation(message)
                && first.Id.View < sentIn.Number
            )
                yield return $"{message} was sent in {sentIn.Number} or later and is delivered in {first.Id.View}";
    }

    private static Formation? Formation(SentMessage message) => message.FirstDeliveredIn!.Membership.Formation;
}
