using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Running;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>
/// A history of a simulated run under faults passes; the same with a single event left out, moved, repeated or altered, at a
/// process that has to have everything right, does not.
/// </summary>
public sealed class SpoiledRunTests
{
    private const int Attempts = 40;
    private static readonly Lazy<History> _run = new(Run);

    private static History Good => _run.Value;

    [Fact]
    public void The_run_itself_breaks_nothing() => Assert.Empty(PropertyCheckers.Judge(Good));

    [Fact]
    public void A_delivery_left_out_is_found() => EachIsFound((events, at) => events.RemoveAt(at));

    [Fact]
    public void A_delivery_repeated_is_found() => EachIsFound((events, at) => events.Insert(at, events[at]));

    [Fact]
    public void Two_total_deliveries_in_each_others_place_are_found() =>
        EachIsFound(
            (events, at) => Exchange(events, at, NextTotal(events, at)),
            delivered => delivered.Order == Order.Total
        );

    [Fact]
    public void A_delivery_of_another_sender_is_found() =>
        EachIsFound(
            (events, at) =>
            {
                var delivered = (MessageDelivered)events[at];
                events[at] = delivered with { Sender = delivered.Sender with { Join = delivered.Sender.Join + 1 } };
            }
        );

    [Fact]
    public void A_state_that_went_another_way_is_found() =>
        EachIsFound(
            (events, at) =>
            {
                var delivered = (MessageDelivered)events[at];
                events[at] = delivered with { StateHash = delivered.StateHash + 1 };
            },
            delivered => delivered.Order == Order.Total
        );

    [Fact]
    public void A_view_not_shown_to_a_member_is_found() =>
        EachIsFound<ViewInstalled>((events, at) => events.RemoveAt(at), view => Counts(view) && IsBetween(view));

    [Fact]
    public void A_state_loaded_without_one_message_is_found() =>
        EachIsFound<StateReplaced>(
            (events, at) =>
            {
                var state = (StateReplaced)events[at];
                events[at] = state with { Contents = state.Contents - 1 };
            },
            _ => true
        );

    [Fact]
    public void A_return_of_a_stale_value_is_found()
    {
        var reads = Good
            .Events.OfType<OperationCalled>()
            .Where(call => call.Call == "read")
            .Select(call => call.Operation);
        HashSet<ulong> isRead = [.. reads];
        EachIsFound<OperationReturned>(
            (events, at) =>
            {
                var returned = (OperationReturned)events[at];
                events[at] = returned with { Result = returned.Result - 1 };
            },
            returned => isRead.Contains(returned.Operation)
        );
    }

    private static void EachIsFound(
        Action<List<HistoryEvent>, int> spoil,
        Func<MessageDelivered, bool>? which = null
    ) => EachIsFound<MessageDelivered>(spoil, which ?? (_ => true));

    /// <summary>Spoils some of the events of a kind, one at a time, of memberships that last to the end.</summary>
    private static void EachIsFound<TEvent>(Action<List<HistoryEvent>, int> spoil, Func<TEvent, bool> which)
        where TEvent : GroupEvent
    {
        HashSet<ProcessId> expected = [.. Good.Facts!.Expected.SelectMany(group => group.Processes)];
        int[] places =
        [
            .. Enumerable
                .Range(0, Good.Events.Count)
                .Where(at =>
                    Good.Events[at] is TEvent happened
                    && expected.Contains(happened.Process)
                    && at > LastEnd(happened.Process)
                    && which(happened)
                ),
        ];
        Assert.NotEmpty(places);
        var random = new Random(1);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int at = places[random.Next(places.Length)];
            List<HistoryEvent> events = [.. Good.Events];
            spoil(events, at);
            Assert.True(
                !PropertyCheckers.Judge(new History(events, Good.Facts), atMostOfEach: 1).IsEmpty,
                $"Nobody minded that this was spoilt: {Good.Events[at]}"
            );
        }
    }

    /// <summary>Two messages change places; the positions and the states stay where they were.</summary>
    // Who leaves, or is put out, need not have had all of its last view.
    private static int LastEnd(ProcessId process) =>
        Enumerable
            .Range(0, Good.Events.Count)
            .LastOrDefault(
                at =>
                    Good.Events[at].Process == process
                    && Good.Events[at] is MembershipEnded or StatusChanged { Status: GroupStatus.Expelled },
                -1
            );

    private static void Exchange(List<HistoryEvent> events, int one, int other)
    {
        if (other < 0)
        {
            events.RemoveAt(one); // there is none behind it: leaving it out must be found as well
            return;
        }
        (var left, var right) = ((MessageDelivered)events[one], (MessageDelivered)events[other]);
        events[one] = right with { At = left.At, Position = left.Position, StateHash = left.StateHash };
        events[other] = left with { At = right.At, Position = right.Position, StateHash = right.StateHash };
    }

    private static int NextTotal(List<HistoryEvent> events, int at)
    {
        var first = (MessageDelivered)events[at];
        return events.FindIndex(
            at + 1,
            happened =>
                happened is MessageDelivered { Order: Order.Total } next
                && next.Process == first.Process
                && next.Group == first.Group
        );
    }

    private static bool Counts(ViewInstalled view) =>
        view.Members.Any(member => member.Id == view.Self && member.HoldsState);

    /// <summary>Whether the same member installed another view in which it counts before, and one after.</summary>
    private static bool IsBetween(ViewInstalled view)
    {
        ViewInstalled[] own =
        [
            .. Good.Events.OfType<ViewInstalled>().Where(other => IsOfSameMember(view, other) && Counts(other)),
        ];
        return own[0] != view && own[^1] != view;
    }

    private static bool IsOfSameMember(ViewInstalled view, ViewInstalled other) =>
        other.Process == view.Process && other.Formation == view.Formation && other.Self == view.Self;

    private static History Run()
    {
        var bounds = new ScenarioBounds
        {
            Duration = TimeSpan.FromSeconds(20),
            FewestHosts = 4,
            MostHosts = 5,
        };
        Scenario scenario = ScenarioPlanner.Plan(2, bounds);
        return ClusterSimulation.Run(scenario, []).History;
    }
}
