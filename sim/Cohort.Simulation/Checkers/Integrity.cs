using Cohort.Protocol;
using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// D1: a message is delivered once at most, only if it was sent, and as it was sent: the same bytes, sender, order and
/// delivery, and the same identity everywhere. Once means once in the life of a state: what a joiner delivered before it
/// loaded another state is void.
/// </summary>
public sealed class Integrity : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "D1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.Stays.SelectMany(AsSent)
            .Concat(NotRefused(history.Evidence.Messages))
            .Concat(OneMessageForEachIdentity(history.Evidence))
            .Concat(Once(history.Evidence))
            .Select(text => new Violation(Property, text));

    private static IEnumerable<string> AsSent(Stay stay)
    {
        foreach (Delivered each in stay.Deliveries)
        {
            if (each.IsAsSent && each.IsLikeFirst)
                continue;
            (SentMessage message, MessageDelivered delivered) = (each.Message, each.Event);
            MessageDelivered first = message.FirstDelivery!;
            if (!delivered.Intact)
                yield return $"{stay} delivers {message} with other bytes than were sent";
            if (delivered.Id != first.Id || delivered.Sender != first.Sender)
                yield return $"{stay} delivers {message} as {delivered.Id} of {delivered.Sender}, "
                    + $"{message.FirstDeliveredIn} as {first.Id} of {first.Sender}";
            if (message.Sent is not { } sent)
                yield return $"{stay} delivers {message}, which nobody sent";
            else if (sent.Process != delivered.Sender.Process || sent.Group != delivered.Group)
                yield return $"{stay} delivers {message} in {delivered.Group} from {delivered.Sender}; "
                    + $"{sent.Process} sent it to {sent.Group}";
            else if (sent.Order != delivered.Order || sent.Delivery != delivered.Delivery)
                yield return $"{stay} delivers {message} as {delivered.Order}/{delivered.Delivery}; "
                    + $"it was sent as {sent.Order}/{sent.Delivery}";
        }
    }

    private static IEnumerable<string> NotRefused(IReadOnlyList<SentMessage> messages)
    {
        foreach (SentMessage message in messages)
            if (message.Refusal is not (null or Failure.Unknown) && message.FirstDelivery is not null)
                yield return $"{message.FirstDeliveredIn} delivers {message}, whose send had failed with {message.Refusal}";
    }

    private static IEnumerable<string> OneMessageForEachIdentity(RunEvidence evidence)
    {
        var known = new Dictionary<(Formation?, MessageId), SentMessage>();
        foreach (SentMessage message in evidence.Messages)
            if (message.FirstDelivery is { } first)
            {
                var identity = (message.FirstDeliveredIn!.Membership.Formation, first.Id);
                if (!known.TryAdd(identity, message))
                    yield return $"{message} and {known[identity]} have one identity";
            }
    }

    private static IEnumerable<string> Once(RunEvidence evidence)
    {
        var deliveredIn = new int[evidence.Messages.Count];
        int life = 0;
        foreach (Membership membership in evidence.Memberships)
        {
            life++;
            foreach (Stay stay in membership.Stays)
            {
                life += stay.State is null ? 0 : 1;
                foreach (Delivered delivered in stay.Deliveries)
                {
                    if (deliveredIn[delivered.Ordinal] == life)
                        yield return $"{stay} delivers {delivered.Message} a second time";
                    deliveredIn[delivered.Ordinal] = life;
                }
            }
        }
    }
}
