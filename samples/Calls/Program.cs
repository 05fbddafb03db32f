// Three processes answer calls, and call each other. One is killed in the middle of a call: whoever has called learns at once who has
// answered and who is gone.

using System.Globalization;
using Cohort;
using Cohort.Samples;
using Cohort.Samples.Calls;

return await ThreeProcesses.RunAsync(args, TradeAsync, Judge);

static async Task TradeAsync(SampleMember me)
{
    await using Node node = await Node.StartAsync(me.Options);
    await using ToolGroup group = await node.JoinAsync(
        "prices",
        tools => tools.Serve<IPricing>(new Pricing(me)).Barrier("steps")
    );
    GroupBarrier steps = group.Barrier("steps");
    await steps.SignalAndWaitAsync("next", participants: 3);
    if (me.Name == "a")
        await CallAsync(me, group.Calls<IPricing>());
    // Who is gone is not waited for.
    await steps.SignalAndWaitAsync("next", participants: 3);
    if (me.Name == "b")
        me.Say($"now {Text(await group.Calls<IPricing>().ValueAsync("fx"))}");
    await steps.SignalAndWaitAsync("next", participants: 3);
}

static async Task CallAsync(SampleMember me, GroupCalls<IPricing> calls)
{
    await calls.QuoteAsync(new Quote("fx", 1.25m));
    me.Say($"all {Text(await calls.ValueAsync("fx"))}");
    Replies<decimal> most = await calls.ValueAsync("fx", Wanted.Majority);
    me.Say($"most {most.Values.Count()}, {(most.WasReached ? "as many as were wanted" : "and no more can come")}");

    PendingReplies<decimal> replies = calls.AppraiseAsync("fx");
    await foreach (Reply<decimal> reply in replies)
        me.Say($"... {reply}");
    me.Say($"appraised {Text(await replies)}");
}

static string Text(Replies<decimal> replies)
{
    IEnumerable<string> values = replies
        .All.Where(reply => reply.HasValue)
        .Select(reply => string.Create(CultureInfo.InvariantCulture, $"{reply.Member}={reply.Value}"))
        .Order(StringComparer.Ordinal);
    return string.Join(' ', values.Concat(replies.Absent.Select(member => $"{member} is gone")))
        + (replies.WasReached ? ", as many as were wanted" : ", and no more can come");
}

static void Judge(Outcome outcome)
{
    outcome.Promise(
        "a call to all is answered by each",
        outcome.Said("a", "all ") is ["a=1.25 b=1.25 c=1.25, as many as were wanted"]
    );
    outcome.Promise(
        "one that wants a majority has it",
        outcome.Said("a", "most ") is ["2, as many as were wanted" or "3, as many as were wanted"]
    );
    outcome.Promise(
        "the one that was killed in the middle of a call is named, and each other has answered",
        outcome.Said("a", "appraised ") is ["a=1.25 b=1.25 c is gone, and no more can come"]
    );
    outcome.Promise(
        "the next call does not ask it",
        outcome.Said("b", "now ") is ["a=1.25 b=1.25, as many as were wanted"]
    );
}
