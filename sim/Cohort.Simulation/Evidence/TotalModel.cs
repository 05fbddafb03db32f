namespace Cohort.Simulation.Evidence;

/// <summary>
/// The <c>Total</c> messages of one stay, by which others of the same view are judged: their sequence, and each one's place
/// in it.
/// </summary>
internal sealed class TotalModel(RunEvidence evidence)
{
    private readonly MessageMarks _marks = new(evidence);
    private readonly int[] _places = new int[evidence.Messages.Count];

    public Stay Stay { get; private set; } = null!;

    public List<Delivered> Sequence => Stay.Totals;

    public void Take(Stay stay)
    {
        Stay = stay;
        _marks.Clear();
        for (int place = 0; place < stay.Totals.Count; place++)
        {
            int ordinal = stay.Totals[place].Ordinal;
            _marks.Add(ordinal);
            _places[ordinal] = place;
        }
    }

    /// <summary>The place of a message, or -1 where the model does not have it.</summary>
    public int PlaceOf(in Delivered delivered) => _marks.Contains(delivered) ? _places[delivered.Ordinal] : -1;

    /// <summary>
    /// How far another stay is bound by this one. Who went on is bound in all that it delivered. Who did not (it crashed,
    /// was put out, or loaded another state) is bound up to its last <c>Stable</c> message: what came after that may have
    /// been ordered by an announcement that is lost (section 4 of the protocol page).
    /// </summary>
    public static int BoundOf(Stay stay) =>
        stay.Completed
            ? stay.Totals.Count
            : stay.Totals.FindLastIndex(delivered => delivered.Event.Delivery >= Delivery.Stable) + 1;
}
