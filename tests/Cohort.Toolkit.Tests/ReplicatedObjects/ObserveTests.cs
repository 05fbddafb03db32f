using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;

namespace Cohort.Toolkit.Tests.ReplicatedObjects;

/// <summary>Whoever observes an object sees its state and then every event, each once.</summary>
public sealed class ObserveTests
{
    [Fact]
    public async Task It_begins_with_the_state_and_goes_on_without_a_gap_while_others_update()
    {
        const int each = 400;
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        Replica<Ledger>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Ledger>("ledger"));
        Task[] writing =
        [
            .. replicas.Select(async replica =>
            {
                for (int entry = 0; entry < each; entry++)
                    await replica.WriteAsync($"{replica.Group.Self} {entry}");
            }),
        ];
        Task<int>[] observing =
        [
            .. Enumerable.Range(0, 6).Select(number => FollowAsync(replicas[number % 2], 2 * each)),
        ];
        await Task.WhenAll(writing).Soon();
        await Task.WhenAll(observing).Soon();
        Assert.Equal(await replicas[0].AllAsync().Soon(), await replicas[1].AllAsync().Soon());
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_is_told_and_goes_on_with_the_state()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using Replica<Ledger> replica = await cluster[0].Node.ReplicateAsync<Ledger>("ledger").Soon();
        await using var reading = replica.ObserveAsync<Written>(mostWaiting: 4, Deadline.Token).GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal((ObservedKind.State, 0), (reading.Current.Kind, reading.Current.State!.Count()));
        for (int entry = 1; entry <= 5; entry++)
            await replica.WriteAsync($"{entry}").Soon();
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal((ObservedKind.TooSlow, 5), (reading.Current.Kind, reading.Current.State!.Count()));
        Assert.Equal(replica.Position, reading.Current.Position);
        ulong position = await replica.NoteAsync("6").Soon();
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal(new Written(6, "6"), reading.Current.Event);
        Assert.Equal((ObservedKind.Event, position), (reading.Current.Kind, reading.Current.Position));
    }

    [Fact]
    public async Task One_whose_member_was_put_out_and_comes_back_goes_on_with_the_state_of_the_others()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(3);
        Replica<Ledger>[] replicas = await cluster.EachAsync(node => node.ReplicateAsync<Ledger>("ledger"));
        await replicas[0].WriteAsync("before").Soon();
        await replicas[2].ReachAsync(replicas[0].Position).Soon();
        await using var reading = replicas[2]
            .ObserveAsync<Written>(cancellationToken: Deadline.Token)
            .GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal(["before"], reading.Current.State!.All());
        cluster[2].Links.CutOff();
        while (replicas[0].Group.View.Members.Length > 2)
            await Task.Delay(10);
        await replicas[0].WriteAsync("meanwhile").Soon();
        cluster[2].Links.Heal();
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal(ObservedKind.Reset, reading.Current.Kind);
        Assert.Equal(["before", "meanwhile"], reading.Current.State!.All());
        await replicas[1].WriteAsync("after").Soon();
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal(new Written(3, "after"), reading.Current.Event);
    }

    [Fact]
    public async Task The_state_is_a_copy_and_a_part_of_it_can_be_read_instead()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using Replica<Ledger> replica = await cluster[0].Node.ReplicateAsync<Ledger>("ledger").Soon();
        await replica.WriteAsync("first").Soon();
        await foreach (Observed<Ledger, Written> seen in replica.ObserveAsync<Written>())
        {
            seen.State!.All().Add("not written");
            break;
        }
        Assert.Equal(["first"], replica.Local.All());
        await foreach (Observed<int, Written> seen in replica.ObserveAsync<int, Written>(ledger => ledger.Count()))
        {
            Assert.Equal(1, seen.State);
            break;
        }
    }

    [Fact]
    public async Task It_ends_with_the_membership_and_begins_anew_for_each_who_reads()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        Replica<Ledger> replica = await cluster[0].Node.ReplicateAsync<Ledger>("ledger").Soon();
        IAsyncEnumerable<Observed<int, Written>> observed = replica.ObserveAsync<int, Written>(ledger =>
            ledger.Count()
        );
        Task<List<string>> first = ReadToEndAsync(observed);
        await replica.WriteAsync("one").Soon();
        Task<List<string>> second = ReadToEndAsync(observed);
        await replica.WriteAsync("two").Soon();
        await replica.DisposeAsync().Soon();
        Assert.Equal(["0", "one", "two"], await first.Soon());
        Assert.Equal(["1", "two"], await second.Soon());
        Assert.Equal(["2"], await ReadToEndAsync(observed).Soon());
    }

    [Fact]
    public async Task Who_stops_reading_stops_waiting()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using Replica<Ledger> replica = await cluster[0].Node.ReplicateAsync<Ledger>("ledger").Soon();
        using var stopping = new CancellationTokenSource();
        await using var reading = replica.ObserveAsync<Written>(cancellationToken: stopping.Token).GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync());
        ValueTask<bool> next = reading.MoveNextAsync();
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.Soon());
        Assert.Throws<ArgumentOutOfRangeException>(() => replica.ObserveAsync<Written>(mostWaiting: 0));
    }

    private static async Task<List<string>> ReadToEndAsync(IAsyncEnumerable<Observed<int, Written>> observed)
    {
        var seen = new List<string>();
        await foreach (Observed<int, Written> next in observed)
            seen.Add(next.IsEvent ? next.Event.Entry : $"{next.State}");
        return seen;
    }

    /// <summary>Follows from where the ledger is to an entry, and returns how many events that were.</summary>
    private static async Task<int> FollowAsync(Replica<Ledger> replica, int last)
    {
        (int at, int events, ulong position) = (0, 0, 0);
        await foreach (Observed<Ledger, Written> seen in replica.ObserveAsync<Written>(100_000, Deadline.Token))
        {
            Assert.InRange(seen.Position, position, ulong.MaxValue);
            position = seen.Position;
            if (seen.IsEvent)
            {
                Assert.Equal(at + 1, seen.Event.Number);
                (at, events) = (seen.Event.Number, events + 1);
            }
            else
            {
                Assert.Equal((ObservedKind.State, 0), (seen.Kind, at));
                at = seen.State.Count();
            }
            if (at == last)
                break;
        }
        return events;
    }
}
