namespace Cohort.Samples.Collections;

/// <summary>The shop, as one of its processes sees it.</summary>
internal sealed class Shop(SampleMember me, ToolGroup group)
{
    private const string Waiting = "waiting";
    private const string Packed = "parcel ";
    private const int FewestOrders = 40;
    private const int Customers = 7;

    // The queue says which order is the next, the dictionary what has become of it.
    private readonly ReplicatedQueue<int> _next = group.Queue<int>("next");
    private readonly ReplicatedDictionary<int, string> _orders = group.Dictionary<int, string>("orders");
    private readonly ReplicatedCounter _parcels = group.Counter("parcels");
    private readonly ReplicatedSet<string> _customers = group.Set<string>("customers");
    private readonly ReplicatedConfiguration _settings = group.Configuration("settings");

    /// <summary>All orders and what has become of them, as this process knows.</summary>
    public IEnumerable<KeyValuePair<int, string>> Books => _orders.Local.OrderBy(entry => entry.Key);

    /// <summary>What the shop is made of.</summary>
    public static GroupTools Of(GroupTools tools) =>
        tools
            .Queue<int>("next")
            .Dictionary<int, string>("orders")
            .Counter("parcels")
            .Set<string>("customers")
            .Configuration("settings");

    /// <summary>Takes orders until somebody has died over them, and closes the shop when all are packed.</summary>
    public async Task TakeOrdersAsync()
    {
        int order = 0;
        while (order < FewestOrders || group.Group.View.Members.Length == 3)
        {
            await _orders.SetAsync(++order, Waiting);
            await _next.EnqueueAsync(order);
            await Task.Delay(10);
        }
        me.Say($"orders: {order}");
        await foreach (var _ in _orders.WatchAsync())
            if (_orders.Local.All(entry => entry.Value.StartsWith(Packed, StringComparison.Ordinal)))
                break;
        await _settings.SetAsync("open", "false");
    }

    /// <summary>Completes when the shop is closed.</summary>
    public async Task ClosedAsync()
    {
        await foreach (ConfigurationSetting open in _settings.WatchAsync("open"))
            if (!open.As(fallback: true))
                return;
    }

    /// <summary>Packs one order after the other.</summary>
    public async Task PackAsync(CancellationToken closed)
    {
        string here = $"at {me.Name}";
        int packed = 0;
        try
        {
            while (true)
            {
                int order = await _next.DequeueAsync(closed);
                // It may have been put back twice: the dictionary decides who packs it.
                if (!await _orders.CompareAndSetAsync(order, Waiting, here))
                    continue;
                if (me.Name == "a" && packed == 3)
                {
                    me.Note($"in its hands: {order}");
                    await me.DieAsync($"it is packing order {order}");
                }
                packed += await PackAsync(order, here) ? 1 : 0;
            }
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // The shop is closed.
        }
    }

    /// <summary>Has the orders of those who die packed by others.</summary>
    public async Task PutBackAsync(CancellationToken closed)
    {
        try
        {
            await foreach (ViewChange change in group.Group.ReadViewsAsync(closed))
            foreach (Member gone in change.Left)
                await PutBackAsync($"at {gone.Name}");
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // The shop is closed.
        }
    }

    private async Task<bool> PackAsync(int order, string here)
    {
        long parcel = await _parcels.IncrementAsync();
        string customer = $"customer {order % Customers}";
        if (await _customers.AddAsync(customer))
            me.Note($"catalogue for {customer}");
        await Task.Delay(20);
        // Who was taken for dead meanwhile has packed for nothing: another one does it, or has done it.
        string state = $"{Packed}{parcel} by {me.Name}";
        if (!await _orders.CompareAndSetAsync(order, here, state))
            return false;
        me.Say($"order {order} is {state}");
        return true;
    }

    // Whatever a member did that is gone, all replicas had done when they saw the view without it. Each that is left puts its orders back:
    // should one of them die over that, the others do it.
    private async Task PutBackAsync(string there)
    {
        HashSet<int> inQueue = [.. _next.Snapshot()];
        foreach ((int order, string state) in Books)
        {
            bool wasThere = state == there && await _orders.CompareAndSetAsync(order, there, Waiting);
            // Or the one that is gone had taken it from the queue only, as somebody else may have just now.
            if (wasThere || (state == Waiting && !inQueue.Contains(order)))
                await _next.EnqueueAsync(order);
        }
    }
}
