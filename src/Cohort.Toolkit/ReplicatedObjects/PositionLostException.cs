namespace Cohort;

/// <summary>
/// A position was waited for, and the group has begun anew since: its positions count from 0 again, and what had been updated up to
/// that position is lost with the state (<see cref="GroupOptions.RecreateLost"/>).
/// </summary>
public sealed class PositionLostException : CohortException
{
    internal PositionLostException(string group, ulong position)
        : base(
            $"Position {position} of group '{group}' will not be reached: the group has begun anew, without its state. Ask it "
                + "what it knows before you update it again."
        ) => (Group, Position) = (group, position);

    /// <summary>The name of the group.</summary>
    public string Group { get; }

    /// <summary>What was waited for.</summary>
    public ulong Position { get; }
}
