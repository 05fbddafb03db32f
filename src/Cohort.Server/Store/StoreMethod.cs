namespace Cohort.Server.Store;

/// <summary>What the replicas are asked to do. The numbers are in logs: they never change.</summary>
internal enum StoreMethod : uint
{
    /// <summary>Execute commands, each for itself.</summary>
    Execute = 1,

    /// <summary>Execute commands together, if certain keys are as they were.</summary>
    Transact = 2,

    /// <summary>Execute a command that waits where it finds nothing.</summary>
    Wait = 3,

    /// <summary>Do not wait any longer.</summary>
    GiveUp = 4,

    /// <summary>Carry the time on, and take out what has expired; what was given has come.</summary>
    CarryOn = 5,
}
