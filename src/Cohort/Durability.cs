namespace Cohort;

/// <summary>What of a group outlives all its members.</summary>
public enum Durability
{
    /// <summary>Nothing: when all members are gone, so is its state.</summary>
    None,

    /// <summary>
    /// Every member keeps a log of it in its node's <see cref="NodeOptions.DataFolder"/>. What was sent with
    /// <see cref="Delivery.Durable"/> is delivered when it is on the disks of all members, and is there when the group goes on after all
    /// of them have died; other messages are kept as far as they happened to come to a disk.
    /// </summary>
    Log,
}
