using Cohort.Simulation.Linearizability;

namespace Cohort.Simulation.Tests.Linearizability;

/// <summary>Calls whose updates have known places are judged by real time and by what one copy would have returned.</summary>
public sealed class PlacedCallsTests
{
    [Fact]
    public void What_one_copy_would_have_returned_is_right() =>
        Assert.Null(Judge([Add(5, 1, 4, 5), Add(2, 2, 3, 7)], [Read(5, 6, 7), Read(2, 5, 5)]));

    [Fact]
    public void Another_result_than_one_copy_would_have_returned_is_not() =>
        Assert.NotNull(Judge([Add(5, 1, 2, 5), Add(2, 3, 4, 8)], []));

    [Fact]
    public void An_update_that_was_made_before_one_that_had_returned_when_it_was_called_is_not() =>
        Assert.NotNull(Judge([Add(2, 3, 4, 2), Add(5, 1, 2, 7)], []));

    [Fact]
    public void An_update_that_never_returned_may_have_been_made_late() =>
        Assert.Null(Judge([Add(2, 3, 4, 2), Pending(5, 1)], [Read(5, 6, 7)]));

    [Fact]
    public void A_read_of_what_was_overwritten_before_it_was_called_is_not() =>
        Assert.NotNull(Judge([Add(5, 1, 2, 5), Add(2, 3, 4, 7)], [Read(5, 6, 5)]));

    [Fact]
    public void A_read_of_what_was_called_only_later_is_not() =>
        Assert.NotNull(Judge([Add(5, 3, 4, 5)], [Read(1, 2, 5)]));

    [Fact]
    public void Two_reads_that_go_back_in_time_are_not()
    {
        Invocation[] updates = [Add(5, 1, 9, 5), Add(2, 2, 10, 7)];
        Assert.Null(Judge(updates, [Read(3, 4, 5), Read(5, 6, 7)]));
        Assert.NotNull(Judge(updates, [Read(3, 4, 7), Read(5, 6, 5)]));
    }

    [Fact]
    public void A_queue_gives_in_order()
    {
        Assert.Null(Judge([Put(1, 1, 2), Put(2, 3, 4), Take(5, 6, 1), Take(7, 8, 2), Take(9, 10, null)], []));
        Assert.NotNull(Judge([Put(1, 1, 2), Put(2, 3, 4), Take(5, 6, 2)], []));
    }

    private static string? Judge(Invocation[] updates, Invocation[] reads) =>
        Cohort.Simulation.Linearizability.Judge.Placed(
            updates.Any(update => update.Kind is CallKind.Enqueue) ? "queue" : "counter",
            updates,
            reads
        );

    private static Invocation Add(long argument, int called, int returned, long result) =>
        new(CallKind.Add, argument, called) { Returned = returned, Result = result };

    private static Invocation Pending(long argument, int called) => new(CallKind.Add, argument, called);

    private static Invocation Read(int called, int returned, long result) =>
        new(CallKind.Read, 0, called) { Returned = returned, Result = result };

    private static Invocation Put(long argument, int called, int returned) =>
        new(CallKind.Enqueue, argument, called) { Returned = returned, Result = argument };

    private static Invocation Take(int called, int returned, long? result) =>
        new(CallKind.Dequeue, 0, called) { Returned = returned, Result = result };
}
