using System.Net;
using System.Net.Sockets;
using Calls;

// A child: name, address, seeds.
if (args is [var own, var listen, .. var known])
{
    await MemberProcess.RunAsync(own, listen, known);
    return 0;
}

// The parent: starts three of them, has one call the others, and kills another meanwhile.
string[] seeds = FreeAddresses(3);
string[] names = ["a", "b", "c"];
Child[] members = [.. names.Select((name, place) => new Child(name, seeds[place], seeds))];
try
{
    foreach (Child member in members)
        Check(await member.HearAsync(), "ready");
    (Child a, Child b, Child c) = (members[0], members[1], members[2]);

    Check(await a.AskAsync("quote fx 1.25"), "quoted");
    Check(await a.AskAsync("value fx"), "a=1.25 b=1.25 c=1.25, as many as were wanted");
    Check(await b.AskAsync("majority fx"), "as many as were wanted");

    Check(await a.AskAsync("appraise fx"), "asked");
    Console.WriteLine("   kill -9 c");
    c.Kill();
    string last;
    do last = await a.HearAsync();
    while (last.StartsWith('…'));
    Check(last, "a=1.25 b=1.25 c is gone, and no more can come");

    Check(await b.AskAsync("value fx"), "a=1.25 b=1.25, as many as were wanted");
    Console.WriteLine("Every call has ended, and every member that lives has answered.");
    return 0;
}
catch (Exception e) when (e is InvalidOperationException or TimeoutException)
{
    Console.WriteLine($"The promise was broken. {e.Message}");
    return 1;
}
finally
{
    foreach (Child member in members)
        member.Dispose();
}

static void Check(string said, string promised)
{
    if (!said.Contains(promised, StringComparison.Ordinal))
        throw new InvalidOperationException($"'{promised}' was promised.");
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
