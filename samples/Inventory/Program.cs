// Three processes share a stock, and reserve from it for many customers at a time. One is killed in the middle of it: nothing that any
// customer was told is lost, and nothing is reserved twice.

using Cohort;
using Cohort.Samples;
using Cohort.Samples.Inventory;

const int customers = 8;
const int ordersOfEach = 200;
const string killed = "a";
return await ThreeProcesses.RunAsync(args, SellAsync, Judge);

static async Task SellAsync(SampleMember me)
{
    await using Node node = await Node.StartAsync(me.Options);
    await using ToolGroup group = await node.JoinAsync(
        "shop",
        tools => tools.Replicate<Stock>("stock").Barrier("steps")
    );
    Replica<Stock> stock = group.Get<Stock>("stock");
    GroupBarrier steps = group.Barrier("steps");

    await steps.SignalAndWaitAsync("all are there", participants: 3);
    await Task.WhenAll(Enumerable.Range(1, customers).Select(customer => OrderAsync(me, stock, customer)));
    // Who is gone is not waited for.
    await steps.SignalAndWaitAsync("all are there", participants: 3);

    // Linearizable: no older than anything that anybody was told before.
    (List<string> orders, int left) = await stock.AuditAsync();
    foreach (string order in orders)
        me.Note($"holds {order}");
    me.Note($"left {left}");
    me.Say($"has {orders.Count} orders in the books");
    await steps.SignalAndWaitAsync("all are there", participants: 3);
}

static async Task OrderAsync(SampleMember me, Replica<Stock> stock, int customer)
{
    for (int number = 1; number <= ordersOfEach; number++)
    {
        string order = $"{me.Name}/{customer}/{number}";
        await stock.ReserveAsync(order);
        // From here on it must never be lost.
        me.Note($"reserved {order}");
        if (me.Name == killed && (customer, number) == (1, ordersOfEach / 4))
            await me.DieAsync($"a customer has got {number} orders, and others wait for theirs");
        await Task.Delay(1);
    }
}

static void Judge(Outcome outcome)
{
    string[] reserved = outcome.SaidByAll("reserved ");
    foreach (string name in outcome.Survivors)
    {
        string[] books = outcome.Said(name, "holds ");
        string[] lost = [.. reserved.Except(books)];
        outcome.Promise(
            $"{name} has the {reserved.Length} orders that a customer was told of: {lost.Length} are lost",
            lost.Length == 0
        );
        outcome.Promise(
            $"{name} has taken one out of the stock for each of {books.Length} orders",
            outcome.Said(name, "left ") is [var left] && left == $"{Stock.AtFirst - books.Length}"
        );
    }
    outcome.Promise(
        "their books are the same",
        outcome.Survivors.Select(name => string.Join(' ', outcome.Said(name, "holds "))).Distinct().Count() == 1
    );
}
