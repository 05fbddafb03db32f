namespace Cohort.Protocol.Governance;

/// <summary>
/// Who waits until the directory here has all that was decided before they asked: a mark is ordered among what changes the
/// directory, and when it comes back everything before it has been taken in.
/// </summary>
internal sealed class DirectoryReads(ProcessId self)
{
    private readonly Queue<(ulong Number, long Ticket)> _waiting = new();
    private ulong _last;

    /// <summary>Whether anybody waits.</summary>
    public bool Any => _waiting.Count > 0;

    /// <summary>The mark that all who wait now wait for, at most.</summary>
    public DirectoryCommand.Mark Mark => new(self, _last);

    /// <summary>Somebody asks.</summary>
    public void Add(long ticket) => _waiting.Enqueue((++_last, ticket));

    /// <summary>A mark has come back: the tickets of those who have waited for no later one.</summary>
    public IEnumerable<long> Passed(DirectoryCommand.Mark mark)
    {
        while (
            mark.Process == self && _waiting.TryPeek(out (ulong Number, long Ticket) next) && next.Number <= mark.Number
        )
            yield return _waiting.Dequeue().Ticket;
    }
}
