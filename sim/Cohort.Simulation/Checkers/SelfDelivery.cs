using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// D4: a member that stays delivers its own messages: each by the end of the view in which anybody delivers it, and, once
/// the run has settled, every one that was accepted.
/// </summary>
public sealed class SelfDelivery : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "D4";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var own = new MessageMarks(history.Evidence);
        foreach (Membership membership in history.Evidence.Memberships)
        {
            own.Clear();
            foreach (Stay stay in membership.Stays)
            foreach (Delivered delivered in stay.Deliveries)
                if (delivered.IsOwn)
                    own.Add(delivered.Ordinal);
            foreach (SentMessage message in membership.Track.Sends)
                if (!own.Contains(message) && MustDeliver(membership, message) is { } reason)
                    yield return new(Property, $"{membership} does not deliver its own {message} {reason}");
        }
    }

    private static string? MustDeliver(Membership membership, SentMessage message)
    {
        if (message.FirstDelivery is not { } first)
            return message.AcceptedIn == membership.Ordinal && AtRest(membership) ? "although it was accepted" : null;
        bool isOwn =
            first.Sender == membership.Self && message.FirstDeliveredIn?.Membership.Formation == membership.Formation;
        return isOwn && WentOn(membership, first.Id.View)
            ? $"although {message.FirstDeliveredIn} does, and goes on"
            : null;
    }

    private static bool WentOn(Membership membership, ViewNumber view) =>
        membership.Stays.Exists(stay => stay.Number == view && stay.TellsAll);

    private static bool AtRest(Membership membership) => membership.Stays is [.., { Completed: true }];
}
