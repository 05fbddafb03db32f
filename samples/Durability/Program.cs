// Three processes take orders. All of them are killed at the same moment, and started again: every order that a customer was told of
// stands in the books, and they go on from there.

using Cohort;
using Cohort.Samples;

const int Orders = 300;

return await ThreeProcesses.RunAsync(args, WorkAsync, Judge, lives: 3);

static async Task WorkAsync(SampleMember me)
{
    NodeOptions options = me.Options with { DataFolder = Path.Combine(me.Folder, me.Name) };
    await using Node node = await Node.StartAsync(options);
    await using ToolGroup group = await node.JoinAsync(
        "shop",
        tools => tools.Dictionary<string, int>("books").Barrier("steps"),
        new ToolGroupOptions { Group = new GroupOptions { Durability = Durability.Log } }
    );
    ReplicatedDictionary<string, int> books = group.Dictionary<string, int>("books");
    GroupBarrier steps = group.Barrier("steps");

    await steps.SignalAndWaitAsync($"all are there in life {me.Life}", participants: 3);
    int taken = books.Local.Count(entry => entry.Key.StartsWith($"{me.Name}/", StringComparison.Ordinal));
    me.Say($"is there, with {books.Local.Count} orders in the books, {taken} of them its own");

    for (int order = taken + 1; order <= Orders; order++)
    {
        // Two thirds of the way through a life, in the midst of everybody's work.
        if (me.Name == "b" && me.Life < 3 && order == Orders * me.Life / 3)
            await me.DieTogetherAsync($"{me.Name} is about to take order {order}");
        await books.SetAsync($"{me.Name}/{order}", me.Life);
        // From here on a customer relies on it.
        me.Note($"order {me.Name}/{order}");
    }

    await steps.SignalAndWaitAsync("all orders are taken", participants: 3);
    foreach ((string order, int life) in books.Local.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        me.Note($"books: {order} taken in life {life}");
    await steps.SignalAndWaitAsync("the books are read", participants: 3);
}

static void Judge(Outcome outcome)
{
    string[] told = outcome.SaidByAll("order ");
    string[] books = outcome.Said("a", "books: ");
    string[] orders = [.. books.Select(line => line.Split(' ')[0])];

    outcome.Promise(
        $"all {told.Length} orders that customers were told of stand in the books",
        !told.Except(orders).Any()
    );
    outcome.Promise($"there are {3 * Orders}, and none is there twice", orders.Distinct().Count() == 3 * Orders);
    outcome.Promise(
        "some were taken in each life",
        Enumerable.Range(1, 3).All(life => books.Any(line => line.EndsWith($" life {life}", StringComparison.Ordinal)))
    );
    outcome.Promise(
        "all have the same books",
        outcome.Survivors.Count == 3
            && outcome.Survivors.All(name => outcome.Said(name, "books: ").SequenceEqual(books))
    );
}
