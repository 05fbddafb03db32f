namespace Cohort.Server.Connections;

/// <summary>Which replies a client wants: CLIENT REPLY.</summary>
internal enum ReplyMode
{
    /// <summary>All.</summary>
    On,

    /// <summary>None.</summary>
    Off,

    /// <summary>All but that to the next command.</summary>
    SkipNext,
}
