namespace Cohort.Protocol.Diffusion;

/// <summary>
/// How far a sequence of views and messages has come: in which view of which formation, and in it the number of the last message of
/// each sender. It says the same at every member, whatever the order of the messages, so that another one can go on from there.
/// </summary>
/// <param name="Group">The formation.</param>
/// <param name="View">The view.</param>
/// <param name="Numbers">For each rank of the view, the number of the last message; 0 where there was none.</param>
internal readonly record struct Position(GroupId Group, ViewNumber View, ulong[] Numbers)
{
    /// <summary>Whether a message comes no later than this.</summary>
    public bool Has(MessageId message) =>
        message.View < View
        || (message.View == View && message.Rank < Numbers.Length && message.Number <= Numbers[message.Rank]);

    /// <summary>Whether all that comes no later than another position comes no later than this.</summary>
    public bool Covers(in Position other)
    {
        if (View != other.View)
            return View > other.View;
        for (int rank = 0; rank < Numbers.Length; rank++)
            if (Numbers[rank] < other.Numbers[rank])
                return false;
        return true;
    }
}
