namespace Cohort.Protocol;

/// <summary>What whoever measures may look at, between two steps, on the thread that makes them.</summary>
public sealed partial class NodeMachine
{
    /// <summary>The root group at this node; null where the node takes no part in it.</summary>
    internal GroupMachine? Root => _root?.Machine;

    /// <summary>The membership with a handle; null where there is none.</summary>
    internal GroupMachine? GroupAt(int handle) => _groups.At(handle);
}
