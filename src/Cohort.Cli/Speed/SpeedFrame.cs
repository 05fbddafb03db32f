namespace Cohort.Cli.Speed;

/// <summary>What the measurement and its members say to each other.</summary>
internal enum SpeedFrameKind : byte
{
    /// <summary>From a member: it sees all members, with state.</summary>
    Ready,

    /// <summary>To a member: send, as fast as the group takes it.</summary>
    Start,

    /// <summary>To a member: count from here.</summary>
    Measure,

    /// <summary>To a member: count to here; answer with <see cref="Sample"/>.</summary>
    Report,

    /// <summary>From a member: a <see cref="SpeedSample"/>.</summary>
    Sample,
}
