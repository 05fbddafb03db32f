using Cohort.Simulation.Linearizability;
using Judgement = System.Func<
    System.Collections.Generic.IReadOnlyList<Cohort.Simulation.Linearizability.Invocation>,
    int,
    Cohort.Simulation.Linearizability.Finding
>;

namespace Cohort.Simulation.Tests.Linearizability;

/// <summary>The search gives the answer of the definition, and gives it fast.</summary>
public sealed class JudgeTests
{
    private const int Budget = 1_000_000;
    private static readonly CallKind[] _register = [CallKind.Read, CallKind.Write];
    private static readonly CallKind[] _counter = [CallKind.Read, CallKind.Add];
    private static readonly CallKind[] _queue = [CallKind.Enqueue, CallKind.Dequeue];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_agrees_with_brute_force_on_small_registers(int seed) => Agrees(Judge.Register, seed, _register);

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void It_agrees_with_brute_force_on_small_counters(int seed) => Agrees(Judge.Counter, seed, _counter);

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void It_agrees_with_brute_force_on_small_queues(int seed) => Agrees(Judge.Queue, seed, _queue);

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public void Thousands_of_calls_by_many_clients_with_dozens_pending_are_judged_within_the_budget(int seed)
    {
        var random = new Random(seed);
        Assert.Equal(Verdict.Linearizable, Many(Judge.Register, random, _register));
        Assert.Equal(Verdict.Linearizable, Many(Judge.Counter, random, _counter));
        Assert.Equal(Verdict.Linearizable, Many(Judge.Queue, random, _queue));
    }

    [Fact]
    public void A_search_that_takes_too_long_says_so()
    {
        // Twenty concurrent additions of which none fits the sum that is read afterwards.
        Invocation[] calls =
        [
            .. Enumerable.Range(1, 20).Select(value => new Invocation(CallKind.Add, value, value) { Returned = 99 }),
        ];
        Invocation read = new(CallKind.Read, 0, 100) { Returned = 101, Result = 1 };
        Assert.Equal(Verdict.OutOfBudget, Judge.Counter([.. calls, read], 10_000).Verdict);
    }

    [Fact]
    public void Where_there_is_no_order_it_names_the_call_that_fits_nowhere()
    {
        Invocation write = new(CallKind.Write, 5, 0) { Returned = 1 };
        Invocation stale = new(CallKind.Read, 0, 2) { Returned = 3, Result = 0 };
        Assert.Equal(new Finding(Verdict.NotLinearizable, stale, 1), Judge.Register([write, stale], Budget));
    }

    [Fact]
    public void An_element_that_was_taken_out_before_it_was_put_in_is_wrong()
    {
        Invocation early = new(CallKind.Dequeue, 0, 0) { Returned = 1, Result = 7 };
        Invocation late = new(CallKind.Enqueue, 7, 2) { Returned = 3 };
        Assert.Equal(Verdict.NotLinearizable, Judge.Queue([early, late], Budget).Verdict);
    }

    private static Verdict Many(Judgement judge, Random random, CallKind[] kinds) =>
        judge(new Clients(random, kinds).Run(clients: 9, calls: 4000, crashes: 0.005), Budget).Verdict;

    private static void Agrees(Judgement judge, int seed, CallKind[] kinds)
    {
        var random = new Random(seed);
        int right = 0;
        const int Histories = 2000;
        for (int at = 0; at < Histories; at++)
        {
            var calls = new Clients(random, kinds).Run(
                clients: 3,
                calls: 7,
                crashes: 0.2,
                values: at % 3 == 0 ? 3 : 100
            );
            if (at % 2 == 1)
                calls = Clients.Spoil(calls, random);
            bool expected = BruteForce.IsLinearizable(OneCopy.Initial(kinds), calls);
            Verdict found = judge(calls, Budget).Verdict;
            Assert.True(
                found == (expected ? Verdict.Linearizable : Verdict.NotLinearizable),
                $"{found} instead of {expected}: {string.Join("; ", calls)}"
            );
            right += expected ? 1 : 0;
        }
        // Both answers must have been asked for often enough to mean something.
        Assert.InRange(right, Histories / 2, Histories - (Histories / 20));
    }
}
