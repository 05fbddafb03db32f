namespace Cohort.Samples.Inventory;

/// <summary>What there is in a store, and what was ordered of it. Each process has a replica; they are used as if there were one.</summary>
[Replicated]
public partial class Stock
{
    /// <summary>What is left before anybody has ordered.</summary>
    public const int AtFirst = 1_000_000;

    private readonly SortedSet<string> _orders = new(StringComparer.Ordinal);
    private int _left = AtFirst;

    /// <summary>Takes one out for an order; what is left.</summary>
    [Update]
    public int Reserve(string order)
    {
        if (!_orders.Add(order))
            throw new InvalidOperationException($"order {order} has got its own already");
        return --_left;
    }

    /// <summary>All orders, and what is left.</summary>
    [Read]
    public (List<string> Orders, int Left) Audit() => ([.. _orders], _left);
}
