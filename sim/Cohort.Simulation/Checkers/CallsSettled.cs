using System.Globalization;
using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// Q1: a call to the members of a group ends, and its map is right: those expected are the full members of the view in which it is
/// delivered, each replies once, with what its method came to there, or is absent because a later view is without it; the call
/// settles when there is what was wanted, or when that cannot come any more, and fails only where its caller is no member any more.
/// </summary>
public sealed class CallsSettled : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "Q1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.MemberCalls.SelectMany(call => Check(call, history.Facts))
            .Select(text => new Violation(Property, text));

    private static IEnumerable<string> Check(MemberCall call, RunFacts? facts)
    {
        string[] expected = call.Delivered?.Expected.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return Expected(call, expected)
            .Concat(Runs(call))
            .Concat(Replies(call, expected))
            .Concat(End(call, expected.Length, facts));
    }

    private static IEnumerable<string> Expected(MemberCall call, string[] expected)
    {
        if (call.Delivered is not { } delivered)
            yield break;
        if (call.View is not { } view)
            yield return $"{call} is delivered in {delivered.View}, which nobody has installed";
        else if (!expected.SequenceEqual(call.Called.Target is { } target ? [$"{target}"] : FullMembers(view)))
            yield return $"{call} expects [{delivered.Expected}] in {delivered.View}, whose full members are "
                + $"[{string.Join(' ', FullMembers(view))}]";
    }

    private static IEnumerable<string> Runs(MemberCall call)
    {
        var seen = new HashSet<MemberId>();
        foreach (MethodRan ran in call.Runs)
            if (!seen.Add(ran.Member))
                yield return $"{ran.Member} executes {call} twice";
            else if (call.Called.Target is { } target && ran.Member != target)
                yield return $"{ran.Member} executes {call}, which is for another";
            else if (call.Delivered is { } at && (ran.Formation, ran.View) != (at.Formation, at.View))
                yield return $"{ran.Member} executes {call} in {ran.View}, and at its caller it is of {at.View}";
    }

    private static IEnumerable<string> Replies(MemberCall call, string[] expected)
    {
        var seen = new HashSet<MemberId>();
        foreach (ToldReply told in call.Replies)
        {
            MemberReplied reply = told.Event;
            if (!seen.Add(reply.From))
                yield return $"{call} takes the reply of {reply.From} twice";
            if (!expected.Contains($"{reply.From}"))
                yield return $"{call} takes a reply of {reply.From}, which was not expected to give one";
            if (told.IsLate)
                yield return $"{call} is told of {reply.From} after its end";
            string? why = reply.Outcome == "Gone" ? WhyNotGone(call, told) : WhyNotReplied(call, reply);
            if (why is not null)
                yield return $"{call} is told '{reply.Outcome}' of {reply.From}, {why}";
        }
    }

    private static string? WhyNotGone(MemberCall call, ToldReply told)
    {
        Member? there = told.View?.Members.FirstOrDefault(member => member.Id == told.Event.From);
        bool mayBePartial = call.Called.Target is not null && there is { HoldsState: false };
        return there is null || mayBePartial ? null : $"which is in {told.View!.Number}, the view of its caller";
    }

    private static string? WhyNotReplied(MemberCall call, MemberReplied reply)
    {
        if (call.Runs.Find(ran => ran.Member == reply.From) is not { } run)
            return "which has not executed it";
        return reply.Outcome switch
        {
            "Value" when run.Result == reply.Value && run.Result is not null => null,
            "Threw" when run.Result is null => null,
            _ =>
                $"with {reply.Value}, and its method came to {run.Result?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}",
        };
    }

    private static IEnumerable<string> End(MemberCall call, int expected, RunFacts? facts)
    {
        if (call.Ends.Count > 1)
            yield return $"{call} ends {call.Ends.Count} times";
        if (call.Ends.Count == 0 && facts is not null && facts.Tools.Contains(call.Called.Process))
            yield return $"{call} never ended";
        foreach (MemberCallEvent end in call.Ends)
            if (end is MembersCallSettled settled && WhyNotSettled(call, settled, expected) is { } why)
                yield return $"{call} settles {why}";
            else if (end is MembersCallFailed failed && call.LossesAtFailure == call.LossesBefore)
                yield return $"{call} fails ({failed.Failure}), and its caller has been a member all the while";
    }

    private static string? WhyNotSettled(MemberCall call, MembersCallSettled settled, int expected)
    {
        int needed = Needed(call.Called.Wanted, expected);
        int values = call.Replies.Count(told => told.Event.Outcome == "Value");
        if (call.Called.Wanted == "None")
            return call.Replies.Count > 0 || call.Delivered is not null ? "with replies, and none were wanted" : null;
        if (call.Delivered is null)
            return "before it is delivered";
        if (call.Replies.Count + settled.Unanswered != expected)
            return $"with {call.Replies.Count} replies and {settled.Unanswered} open, of {expected} members";
        if (settled.WasReached != (values >= needed))
            return $"as {(settled.WasReached ? "reached" : "not reached")} with {values} values of {needed}";
        if (call.Called.Wanted == "All")
            return settled.Unanswered > 0 ? $"with {settled.Unanswered} members still to reply" : null;
        if (values > needed)
            return $"with {values} values, and {needed} were wanted";
        return !settled.WasReached && values + settled.Unanswered >= needed
            ? $"though {needed} values could still come"
            : null;
    }

    private static int Needed(string wanted, int expected) =>
        wanted switch
        {
            "All" => expected,
            "None" => 0,
            "Majority" => expected / 2 + 1,
            _ => int.Parse(wanted["Count(".Length..^1], CultureInfo.InvariantCulture),
        };

    private static IEnumerable<string> FullMembers(ToolViewInstalled view) =>
        view.Members.Where(member => member.HoldsState).Select(member => $"{member.Id}");
}
