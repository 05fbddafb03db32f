namespace Cohort;

/// <summary>Why a node cannot use the folder that it is to keep its data in.</summary>
public enum DataFolderProblem
{
    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is not there, and cannot be created.</summary>
    CannotBeCreated,

    /// <summary>It cannot be read.</summary>
    CannotBeRead,

    /// <summary>It cannot be written to.</summary>
    ReadOnly,

    /// <summary>There is no room left on its disk.</summary>
    Full,

    /// <summary>Another process uses it, or another node of this one.</summary>
    InUse,

    /// <summary>Its file system has no locks: nothing would keep two processes from using it at once.</summary>
    CannotBeLocked,

    /// <summary>It is another cluster's.</summary>
    OtherCluster,

    /// <summary>It is another node's.</summary>
    OtherNode,

    /// <summary>A newer version has written it.</summary>
    NewerFormat,

    /// <summary>What says whose it is cannot be read, or does not fit what else is in it.</summary>
    DamagedIdentity,

    /// <summary>It has no log.</summary>
    NoLog,

    /// <summary>There is something in it already, and it was to be empty.</summary>
    NotEmpty,
}
