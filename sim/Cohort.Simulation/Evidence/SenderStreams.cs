namespace Cohort.Simulation.Evidence;

/// <summary>
/// The streams of one view as far as anybody delivered them: for each sender its application messages in the order of
/// their numbers.
/// </summary>
internal sealed class SenderStreams
{
    private readonly Dictionary<int, List<SentMessage>> _byRank = [];
    private readonly int[] _places;

    private SenderStreams(int[] places) => _places = places;

    public IEnumerable<IReadOnlyList<SentMessage>> All => _byRank.Values;

    /// <summary>The messages of a sender that anybody delivered.</summary>
    public IReadOnlyList<SentMessage> this[int rank] => _byRank[rank];

    /// <summary>Collects the streams of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="seen">A set to work with.</param>
    /// <param name="places">Room for the places of all messages of the history.</param>
    public static SenderStreams Of(GroupView view, MessageMarks seen, int[] places)
    {
        var streams = new SenderStreams(places);
        seen.Clear();
        foreach (Stay stay in view.Stays)
        foreach (Delivered delivered in stay.Deliveries)
            if (!seen.Contains(delivered.Message) && BelongsTo(view, delivered.Message))
            {
                seen.Add(delivered.Message);
                streams.Add(delivered.Message);
            }
        foreach (List<SentMessage> stream in streams._byRank.Values)
        {
            stream.Sort((left, right) => NumberOf(left).CompareTo(NumberOf(right)));
            for (int place = 0; place < stream.Count; place++)
                places[stream[place].Ordinal] = place;
        }
        return streams;
    }

    /// <summary>Whether the message is one of the view's; another one is D2's business.</summary>
    public static bool BelongsTo(GroupView view, SentMessage message) => message.FirstDelivery!.Id.View == view.Number;

    /// <summary>The place of a message in its stream, from 0.</summary>
    public int PlaceOf(SentMessage message) => _places[message.Ordinal];

    private static ulong NumberOf(SentMessage message) => message.FirstDelivery!.Id.Number;

    private void Add(SentMessage message)
    {
        int rank = message.FirstDelivery!.Id.Rank;
        if (!_byRank.TryGetValue(rank, out List<SentMessage>? stream))
            _byRank.Add(rank, stream = []);
        stream.Add(message);
    }
}
