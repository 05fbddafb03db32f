namespace Cohort.Protocol.Observation;

/// <summary>How a membership stands between two steps, for whoever measures. It is made when it is asked for; nothing is kept for it.</summary>
internal sealed record GroupReading
{
    /// <summary>The view that it is in.</summary>
    public required View View { get; init; }

    /// <summary>The last view that all who hold the state are known here to have installed; null where none is known.</summary>
    public required ViewNumber? LastStable { get; init; }

    /// <summary>Members to come and to go, as far as this member knows: those that ask to join or have no state yet, those that leave, and those
    /// that are suspected.</summary>
    public required int PendingChanges { get; init; }

    /// <summary>For each rank, whether this member suspects that one.</summary>
    public required IReadOnlyList<bool> Suspects { get; init; }

    /// <summary>Members that this one suspects.</summary>
    public int Suspected => Suspects.Count(static suspected => suspected);

    /// <summary>Bytes of this member's messages that some member has not received or not handled.</summary>
    public required long WindowBytes { get; init; }

    /// <summary>How many bytes that may be before sends wait.</summary>
    public required long WindowLimit { get; init; }

    /// <summary>Messages in the window.</summary>
    public required int WindowMessages { get; init; }

    /// <summary>Messages that wait in front of it.</summary>
    public required int WaitingMessages { get; init; }

    /// <summary>How far each member is behind with what this one has sent, by rank.</summary>
    public required IReadOnlyList<MemberLag> Lags { get; init; }

    /// <summary>For each rank, the items of all streams that this member has received and that one is not known to have.</summary>
    public required IReadOnlyList<ulong> RowLags { get; init; }
}
