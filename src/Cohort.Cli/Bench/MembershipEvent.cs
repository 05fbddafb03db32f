namespace Cohort.Cli.Bench;

/// <summary>What makes the view change.</summary>
internal enum MembershipEvent
{
    /// <summary>A process is killed, as with <c>kill -9</c>.</summary>
    Kill,

    /// <summary>A member leaves in good order.</summary>
    Leave,

    /// <summary>A process that runs already joins.</summary>
    Join,
}

/// <summary>What clients do meanwhile.</summary>
internal enum Load
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Clients at every member send, each its next message when the one before is delivered to it.</summary>
    Clients,
}

/// <summary>An end of the view.</summary>
internal enum Age
{
    /// <summary>From the oldest member on, which orders and coordinates.</summary>
    Oldest,

    /// <summary>From the youngest member back.</summary>
    Youngest,
}
