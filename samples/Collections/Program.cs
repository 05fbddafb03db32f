// Three processes of a shop pack its orders. One is killed with orders in its hands: the others pack these too, nothing is lost, and
// no order is packed twice.

using Cohort;
using Cohort.Samples;
using Cohort.Samples.Collections;

return await ThreeProcesses.RunAsync(args, WorkAsync, Judge);

static async Task WorkAsync(SampleMember me)
{
    await using Node node = await Node.StartAsync(me.Options);
    await using ToolGroup group = await node.JoinAsync("shop", tools => Shop.Of(tools).Barrier("steps"));
    GroupBarrier steps = group.Barrier("steps");
    var shop = new Shop(me, group);

    await steps.SignalAndWaitAsync("all are there", participants: 3);
    using var closed = new CancellationTokenSource();
    Task[] work = [shop.PackAsync(closed.Token), shop.PutBackAsync(closed.Token)];
    Task closing = me.Name == "b" ? shop.TakeOrdersAsync() : shop.ClosedAsync();
    // Whatever fails first fails this process.
    await await Task.WhenAny([closing, .. work]);
    await closed.CancelAsync();
    await Task.WhenAll(work);

    foreach ((int order, string state) in shop.Books)
        me.Note($"books: {order} is {state}");
    // Who is gone is not waited for.
    await steps.SignalAndWaitAsync("all are there", participants: 3);
}

static void Judge(Outcome outcome)
{
    // What customers were told, those of the killed one too.
    string[] told = outcome.SaidByAll("order ");
    string[] books = outcome.Said(outcome.Survivors[0], "books: ");
    string[] orders = [.. told.Select(line => line.Split(' ')[0])];
    string[] parcels = [.. books.Select(line => line.Split(' ')[3])];
    string[] catalogues = outcome.SaidByAll("catalogue for ");

    outcome.Promise(
        $"each of {books.Length} orders is packed",
        outcome.Said("b", "orders: ") is [var taken]
            && taken == $"{books.Length}"
            && books.All(line => line.Contains(" is parcel "))
    );
    outcome.Promise(
        $"the one that {outcome.Killed} had in its hands was packed by another",
        outcome.Said(outcome.Killed, "in its hands: ") is [var held]
            && books.Any(line => line.StartsWith($"{held} is parcel ") && !line.EndsWith($" by {outcome.Killed}"))
    );
    outcome.Promise("what a customer was told stands in the books", told.Length > 0 && !told.Except(books).Any());
    outcome.Promise("no order was packed twice", orders.Distinct().Count() == orders.Length);
    outcome.Promise("no two parcels have one number", parcels.Distinct().Count() == parcels.Length);
    outcome.Promise(
        $"no customer has got two catalogues: {catalogues.Length} have one",
        catalogues.Length > 0 && catalogues.Distinct().Count() == catalogues.Length
    );
    outcome.Promise(
        "all have the same books",
        outcome.Survivors.All(name => outcome.Said(name, "books: ").SequenceEqual(books))
    );
}
