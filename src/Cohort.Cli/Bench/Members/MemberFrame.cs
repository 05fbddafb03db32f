namespace Cohort.Cli.Bench.Members;

/// <summary>What the measurement and its processes say to each other.</summary>
internal enum MemberFrame : byte
{
    /// <summary>From a member: a <see cref="SeenView"/>.</summary>
    View,

    /// <summary>From a floor process: it is connected with all others.</summary>
    Connected,

    /// <summary>To a process: begin with the work, or go on with it.</summary>
    Start,

    /// <summary>To a process: count from here.</summary>
    Measure,

    /// <summary>To a process: count to here; answer with <see cref="Sample"/>.</summary>
    Report,

    /// <summary>From a process: a <see cref="MemberSample"/>.</summary>
    Sample,

    /// <summary>To a process: answer with <see cref="Latencies"/>.</summary>
    ReportLatencies,

    /// <summary>From a process: the latencies counted, in nanoseconds.</summary>
    Latencies,

    /// <summary>To a member: send nothing until the next <see cref="Start"/>; answer with <see
    /// cref="Drained"/>.</summary>
    Stop,

    /// <summary>From a member: all that it has sent is everywhere, though not every handler may have seen it. Where the
    /// workload counts, the body says how many messages it was.</summary>
    Drained,

    /// <summary>To a member: count what goes to sockets from here.</summary>
    CountSockets,

    /// <summary>To a member: answer with <see cref="Sockets"/>.</summary>
    ReportSockets,

    /// <summary>From a member: a <see cref="SocketUse"/>.</summary>
    Sockets,

    /// <summary>To a member: answer with <see cref="Progress"/>.</summary>
    ReportProgress,

    /// <summary>From a member: a <see cref="Members.Progress"/>.</summary>
    Progress,

    /// <summary>To a member: messages that it sends from here on count as those of a quiet time.</summary>
    CountQuiet,

    /// <summary>To a member: messages that it sends from here on count as those sent beside others.</summary>
    CountBeside,

    /// <summary>To a member: messages that it sends from here on do not count.</summary>
    CountNothing,

    /// <summary>To a member: answer with the <see cref="Latencies"/> of what was sent beside others.</summary>
    ReportBesideLatencies,

    /// <summary>To a member: send large messages to the group beside.</summary>
    StartBulk,

    /// <summary>To a member: send no more of them; answer with <see cref="Drained"/>.</summary>
    StopBulk,

    /// <summary>To a member: handle messages slowly from here.</summary>
    SlowDown,

    /// <summary>To a floor process: write this many bytes at a time.</summary>
    Batch,

    /// <summary>To a member: look out for pauses of its clients from here.</summary>
    Watch,

    /// <summary>To a member: answer with <see cref="Pause"/>.</summary>
    ReportPause,

    /// <summary>From a member: the longest pause of any of its clients.</summary>
    Pause,

    /// <summary>To a member: leave the group.</summary>
    Leave,

    /// <summary>To a member: join the group.</summary>
    Join,

    /// <summary>To a member: answer with <see cref="Heap"/>.</summary>
    ReportHeap,

    /// <summary>From a member: how much more is on its heap than before it joined its many groups, and how many of them have
    /// all their members.</summary>
    Heap,

    /// <summary>To a member: answer with <see cref="Shrunk"/>.</summary>
    ReportShrunk,

    /// <summary>From a member: when each of its many groups had a view without somebody.</summary>
    Shrunk,

    /// <summary>From a member: it asks to leave or to join, at this time.</summary>
    Asked,
}
