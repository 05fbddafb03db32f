using System.Globalization;
using Cohort;

namespace Calls;

/// <summary>One process of the group: joins, and calls the members when its parent says so.</summary>
internal static class MemberProcess
{
    public static async Task RunAsync(string name, string listen, string[] seeds)
    {
        await using Node node = await Node.StartAsync(
            new NodeOptions
            {
                Cluster = "samples",
                Name = name,
                Listen = listen,
                Seeds = seeds,
            }
        );
        await using ToolGroup prices = await node.JoinAsync("prices", tools => tools.Serve<IPricing>(new Pricing()));
        GroupCalls<IPricing> calls = prices.Calls<IPricing>();
        await foreach (ViewChange change in prices.Group.ReadViewsAsync())
            if (change.View.Members.Count(member => member.HoldsState) == seeds.Length)
                break;
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } command)
            Console.WriteLine(await ObeyAsync(command.Split(' '), calls));
    }

    private static async Task<string> ObeyAsync(string[] command, GroupCalls<IPricing> calls)
    {
        switch (command)
        {
            case ["quote", var book, var price]:
                await calls.QuoteAsync(new Quote(book, decimal.Parse(price, CultureInfo.InvariantCulture)));
                return "quoted";

            case ["value", var book]:
                return Text(await calls.ValueAsync(book));

            case ["majority", var book]:
                return Text(await calls.ValueAsync(book, Wanted.Majority));

            case ["appraise", var book]:
                PendingReplies<decimal> replies = calls.AppraiseAsync(book);
                // Calls are executed in their order: who has replied to the second one has begun with the first.
                await calls.ValueAsync(book);
                Console.WriteLine("asked");
                await foreach (Reply<decimal> reply in replies)
                    Console.WriteLine($"… {reply}");
                return Text(await replies);

            default:
                return $"what is '{string.Join(' ', command)}'?";
        }
    }

    private static string Text(Replies<decimal> replies)
    {
        IEnumerable<string> values = replies
            .All.Where(reply => reply.HasValue)
            .Select(reply => $"{reply.Member}={reply.Value.ToString(CultureInfo.InvariantCulture)}")
            .Order(StringComparer.Ordinal);
        return string.Join(' ', values.Concat(replies.Absent.Select(member => $"{member} is gone")))
            + (replies.WasReached ? ", as many as were wanted" : ", and no more can come");
    }
}
