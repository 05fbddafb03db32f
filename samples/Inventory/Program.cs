using System.Net;
using System.Net.Sockets;
using Cohort.Samples.Inventory;

// dotnet run --project samples/Inventory: three processes share a stock; one is killed; nothing that anybody was told is lost.
if (args is ["store", var own, .. var all])
    return await Store.RunAsync(own, all);

string[] seeds = FreeAddresses(3);
StoreProcess[] stores = [.. seeds.Select(seed => new StoreProcess(seed, seeds))];
try
{
    await Task.WhenAll(stores.Select(store => store.ReadyAsync()));
    await Task.Delay(TimeSpan.FromSeconds(2));
    Console.WriteLine(
        $"kill -9 of {stores[0].Address}, after {stores.Sum(store => store.Reserved.Count)} reservations"
    );
    await stores[0].KillAsync();
    await Task.Delay(TimeSpan.FromSeconds(2));
    StoreProcess[] survivors = stores[1..];
    await Task.WhenAll(survivors.Select(store => store.CloseAsync()));
    await Task.WhenAll(survivors.Select(store => store.AuditAsync()));

    string[] reserved = [.. stores.SelectMany(store => store.Reserved)];
    string[] lost = [.. reserved.Except(survivors[0].Held)];
    bool isOne = survivors.All(store => store.Held.SequenceEqual(survivors[0].Held));
    bool isRight = survivors.All(store => store.Left == 1_000_000 - store.Held.Count);
    Console.WriteLine(
        $"{reserved.Length} reservations were acknowledged, {lost.Length} of them lost; the survivors hold "
            + $"{survivors[0].Held.Count} and {(isOne && isRight ? "agree" : "do NOT agree")}"
    );
    return lost.Length == 0 && isOne && isRight ? 0 : 1;
}
finally
{
    foreach (StoreProcess store in stores)
        store.Dispose();
}

static string[] FreeAddresses(int count)
{
    TcpListener[] probes = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
    foreach (TcpListener probe in probes)
        probe.Start();
    string[] addresses = [.. probes.Select(probe => probe.LocalEndpoint.ToString()!)];
    foreach (TcpListener probe in probes)
        probe.Dispose();
    return addresses;
}
