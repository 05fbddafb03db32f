namespace Cohort.Samples.Inventory;

/// <summary>One of the processes: joins the others, and reserves until it is told to stop; then it tells what it holds.</summary>
internal static class Store
{
    private const int Customers = 8;

    /// <summary>Runs.</summary>
    /// <param name="listen">Its address.</param>
    /// <param name="seeds">The addresses of all three.</param>
    public static async Task<int> RunAsync(string listen, string[] seeds)
    {
        await using Node node = await Node.StartAsync(
            new NodeOptions
            {
                Cluster = "inventory",
                Listen = listen,
                Seeds = seeds,
            }
        );
        await using Replica<Stock> stock = await node.ReplicateAsync<Stock>("stock");
        Console.WriteLine("ready");
        using var closing = new CancellationTokenSource();
        Task[] customers = [.. Enumerable.Range(0, Customers).Select(customer => OrderAsync(customer))];
        // A line from the process that has started this one: it closes, then all are closed, then the audit is over.
        await Console.In.ReadLineAsync();
        await closing.CancelAsync();
        await Task.WhenAll(customers);
        Console.WriteLine("closed");
        await Console.In.ReadLineAsync();

        // Linearizable: no older than anything that anybody was told before.
        (List<string> orders, int left) = await stock.AuditAsync();
        foreach (string order in orders)
            Console.WriteLine($"holds {order}");
        Console.WriteLine($"left {left}");
        await Console.In.ReadLineAsync();
        return 0;

        async Task OrderAsync(int customer)
        {
            for (int number = 0; !closing.IsCancellationRequested; number++)
            {
                string order = $"{listen}/{customer}/{number}";
                await stock.ReserveAsync(order);
                // From here on it must never be lost.
                Console.WriteLine($"reserved {order}");
                await Task.Delay(1);
            }
        }
    }
}
