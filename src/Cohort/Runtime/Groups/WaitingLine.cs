namespace Cohort.Runtime.Groups;

/// <summary>
/// Requests that wait for their turn, in the order of the calls; any of them may leave the line. Each knows its neighbours,
/// so that waiting allocates nothing.
/// </summary>
internal sealed class WaitingLine
{
    private SendRequest? _last;

    /// <summary>Whose turn is next; null where nobody waits.</summary>
    public SendRequest? First { get; private set; }

    /// <summary>Waits behind all others.</summary>
    public void Add(SendRequest request)
    {
        (request.IsWaiting, request.Before) = (true, _last);
        if (_last is null)
            First = request;
        else
            _last.Behind = request;
        _last = request;
    }

    /// <summary>Leaves the line, from wherever it stands; false where it does not wait.</summary>
    public bool Remove(SendRequest request)
    {
        if (!request.IsWaiting)
            return false;
        if (request.Before is { } before)
            before.Behind = request.Behind;
        else
            First = request.Behind;
        if (request.Behind is { } behind)
            behind.Before = request.Before;
        else
            _last = request.Before;
        (request.IsWaiting, request.Before, request.Behind) = (false, null, null);
        return true;
    }
}
