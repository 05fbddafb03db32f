namespace Cohort;

/// <summary>What a backup is of.</summary>
public sealed record BackupInfo
{
    /// <summary>The cluster that the group was in.</summary>
    public required string Cluster { get; init; }

    /// <summary>The group's name.</summary>
    public required string Group { get; init; }

    /// <summary>What its members' applications called what they have in common (<see cref="GroupOptions.Contract"/>).</summary>
    public required string Contract { get; init; }

    /// <summary>Whether its members executed the calls of clients (<see cref="GroupOptions.OnCall"/>): then the sessions of the clients are
    /// in it too.</summary>
    public required bool TakesCalls { get; init; }

    /// <summary>Whether its members kept a log. What is restored does in any case.</summary>
    public required bool KeepsLog { get; init; }

    /// <summary>The most members that it might have; null where it might have as many as any group.</summary>
    public required int? MaxMembers { get; init; }

    /// <summary>The view in which it was taken, with the formation and the members.</summary>
    public required View View { get; init; }

    /// <summary>How many <see cref="Order.Total"/> messages it contains (<see cref="Group.Position"/>).</summary>
    public required ulong Position { get; init; }

    /// <summary>When it was taken, by the clock of whoever took it.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>How many bytes the state has.</summary>
    public required long StateBytes { get; init; }

    /// <summary>For example <c>prices v7 [a b c] at position 1234, 2048 bytes</c>.</summary>
    public override string ToString() => $"{Group} {View} at position {Position}, {StateBytes} bytes";
}

/// <summary>How far a backup has come.</summary>
/// <param name="Bytes">How many bytes of the state are in the file; less than before where it begins anew at another member.</param>
/// <param name="Of">How many there will be.</param>
public readonly record struct BackupProgress(long Bytes, long Of);
