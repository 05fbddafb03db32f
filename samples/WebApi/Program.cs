// Three web servers take the orders of a shop, which all of them have. One is killed while many clients order; these ask another one. No
// order that a client was told of is lost, and none is taken twice.

using System.Globalization;
using Cohort;
using Cohort.Samples;
using Cohort.Samples.WebApi;

return await ThreeProcesses.RunAsync(args, ServeAsync, Judge);

static async Task ServeAsync(SampleMember me)
{
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    // As environment variables and files have them.
    builder.Configuration.AddInMemoryCollection(SettingsOf(me));

    builder
        .Services.AddCohort(builder.Configuration.GetSection("Cohort"))
        .AddGroup(
            "shop",
            shop => shop.Replicate<Orders>("orders").Dictionary<string, string>("servers").Barrier("steps")
        );
    builder.Services.AddHealthChecks().AddCohort();

    await using WebApplication app = builder.Build();
    app.MapPost("/orders/{order}", async (string order, Replica<Orders> orders) => await orders.PlaceAsync(order));
    app.MapHealthChecks("/health");
    await app.StartAsync();

    var servers = app.Services.GetRequiredService<ReplicatedDictionary<string, string>>();
    var steps = app.Services.GetRequiredService<GroupBarrier>();
    await servers.SetAsync(me.Name, app.Urls.Single());
    await steps.SignalAndWaitAsync("all are there", participants: 3);
    using (var clients = new Clients(me, [.. servers.Local.OrderBy(each => each.Key).Select(each => each.Value)]))
        await clients.OrderAsync();
    // Who is gone is not waited for.
    await steps.SignalAndWaitAsync("all are there", participants: 3);

    (SortedDictionary<string, int> numbers, int asked) = await app
        .Services.GetRequiredService<Replica<Orders>>()
        .AuditAsync();
    foreach ((string order, int number) in numbers)
        me.Note($"holds {order} {number}");
    me.Say($"has {numbers.Count} orders, for which it was asked {asked} times");
    await steps.SignalAndWaitAsync("all are there", participants: 3);
    await app.StopAsync();
}

static Dictionary<string, string?> SettingsOf(SampleMember me)
{
    var settings = new Dictionary<string, string?>
    {
        ["Cohort:Cluster"] = me.Options.Cluster,
        ["Cohort:Name"] = me.Name,
        ["Cohort:Listen"] = me.Options.Listen,
    };
    for (int seed = 0; seed < me.Options.Seeds.Count; seed++)
        settings[$"Cohort:Seeds:{seed}"] = me.Options.Seeds[seed];
    return settings;
}

static void Judge(Outcome outcome)
{
    string[] told = outcome.SaidByAll("told ");
    foreach (string name in outcome.Survivors)
    {
        string[] holds = outcome.Said(name, "holds ");
        string[] lost = [.. told.Except(holds)];
        outcome.Promise(
            $"{name} has the {told.Length} orders that a client was told of, with those numbers: {lost.Length} are lost",
            lost.Length == 0
        );
        int[] numbers =
        [
            .. holds.Select(order => int.Parse(order.Split(' ')[1], CultureInfo.InvariantCulture)).Order(),
        ];
        outcome.Promise(
            $"{name} has taken none of its {holds.Length} orders twice",
            numbers.SequenceEqual(Enumerable.Range(1, holds.Length))
        );
    }
    outcome.Promise(
        "clients of the one that was killed have asked another one for the same orders",
        outcome.Survivors.Sum(name => outcome.Said(name, "asked again for ").Length) > 0
    );
    outcome.Promise(
        "their books are the same",
        outcome.Survivors.Select(name => string.Join(',', outcome.Said(name, "holds "))).Distinct().Count() == 1
    );
}
