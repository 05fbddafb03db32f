namespace Cohort;

/// <summary>How a lock is held, or wanted.</summary>
public enum LockMode
{
    /// <summary>By one alone.</summary>
    Exclusive,

    /// <summary>Together with others that share it.</summary>
    Shared,

    /// <summary>One of the permits of a semaphore.</summary>
    Permit,
}
