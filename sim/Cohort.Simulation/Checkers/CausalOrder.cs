using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// O2: a <c>Causal</c> or <c>Total</c> message is delivered after everything that its sender's application had delivered
/// in the view when it sent it. (After everything of earlier views it is by D3, after the sender's own earlier messages
/// by O1, and what a joiner's state contains came before all that the joiner delivers.)
/// </summary>
public sealed class CausalOrder : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "O2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var dependencies = new StreamVector?[history.Evidence.Messages.Count];
        return history
            .Evidence.Views.SelectMany(view => Check(view, dependencies))
            .Select(text => new Violation(Property, text));
    }

    private static IEnumerable<string> Check(GroupView view, StreamVector?[] dependencies)
    {
        foreach (Stay stay in view.Stays)
            NoteDependencies(stay, dependencies);
        return view.Stays.SelectMany(stay => Check(stay, dependencies));
    }

    private static void NoteDependencies(Stay stay, StreamVector?[] dependencies)
    {
        StreamVector delivered = StreamVector.Nothing;
        int at = 0;
        foreach (SentMessage message in stay.Sends)
        {
            if (message.FirstDelivery is not { } first || first.Order < Order.Causal || first.Id.View != stay.Number)
                continue;
            if (at < message.SentAt.Delivered)
                delivered = delivered.Copy();
            for (; at < message.SentAt.Delivered; at++)
                delivered.Cover(stay.Deliveries[at].Id);
            dependencies[message.Ordinal] = delivered;
        }
    }

    private static IEnumerable<string> Check(Stay stay, StreamVector?[] dependencies)
    {
        StreamVector delivered = Start(stay);
        foreach (Delivered delivery in stay.Deliveries)
        {
            MessageId id = delivery.Id;
            if (dependencies[delivery.Ordinal] is { } needed && needed.FirstBeyond(delivered, id.Rank) is { } rank)
                yield return $"{stay} delivers {delivery.Message} without {Name(stay, rank, needed[rank])} before it, "
                    + "which its sender had delivered when it sent it";
            delivered.Cover(id);
        }
    }

    // A joiner's state contains what precedes its first delivery of each stream, and all of a stream that it delivers
    // nothing of.
    private static StreamVector Start(Stay stay)
    {
        if (stay.Knowledge == Knowledge.Whole)
            return StreamVector.Nothing.Copy();
        StreamVector start = StreamVector.Everything.Copy();
        for (int at = stay.Deliveries.Count - 1; at >= 0; at--)
            start.EndBefore(stay.Deliveries[at].Id);
        return start;
    }

    private static string Name(Stay stay, int rank, ulong number) =>
        new MessageId(stay.Number, rank, number).ToString();
}
