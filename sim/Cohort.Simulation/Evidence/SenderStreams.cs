namespace Cohort.Simulation.Evidence;

/// <summary>
/// The streams of one view as far as anybody delivered them: for each sender its application messages in the order of
/// their numbers.
/// </summary>
internal sealed class SenderStreams
{
    private readonly List<List<SentMessage>> _byRank = [];
    private readonly int[] _places;

    private SenderStreams(int[] places) => _places = places;

    public IEnumerable<IReadOnlyList<SentMessage>> All => _byRank;

    /// <summary>One more than the highest rank of a sender.</summary>
    public int Ranks => _byRank.Count;

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
            if (!seen.Contains(delivered) && BelongTo(view, delivered))
            {
                seen.Add(delivered.Ordinal);
                streams.Add(delivered.Message);
            }
        foreach (List<SentMessage> stream in streams._byRank)
        {
            stream.Sort((left, right) => left.Id.Number.CompareTo(right.Id.Number));
            for (int place = 0; place < stream.Count; place++)
                places[stream[place].Ordinal] = place;
        }
        return streams;
    }

    /// <summary>Whether a delivery is of a stream of the view. One that is not is the business of D1, D2 or D5.</summary>
    public static bool BelongTo(GroupView view, in Delivered delivered) =>
        delivered.IsLikeFirst && delivered.Id.View == view.Number && delivered.Id.Rank is >= 0 and < MostMembers;

    /// <summary>The place of a message in its stream, from 0.</summary>
    public int PlaceOf(in Delivered delivered) => _places[delivered.Ordinal];

    private const int MostMembers = 1024;

    private void Add(SentMessage message)
    {
        while (_byRank.Count <= message.Id.Rank)
            _byRank.Add([]);
        _byRank[message.Id.Rank].Add(message);
    }
}
