using System.Collections.Immutable;
using Cohort.Serialization;
using Cohort.Tests;
using Cohort.Toolkit.ReplicatedObjects;
using Cohort.Toolkit.Tests.Clusters;
using Cohort.Toolkit.Tests.Locks;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.Tests.ReplicatedObjects;

/// <summary>Members that compare after different numbers of updates harm nobody, and are told.</summary>
public sealed class StateComparisonTests
{
    [Theory]
    [InlineData(10, 10)]
    [InlineData(10, 15)]
    [InlineData(10, 0)]
    [InlineData(0, 7)]
    [InlineData(1, 1000)]
    public void Where_states_are_equal_none_is_found_to_differ(int one, int other)
    {
        Replica[] replicas = Of(one, other, other);
        Make(replicas, 3000);
        Assert.All(replicas, replica => Assert.Empty(replica.Diverged));
        // At least one side sees that the other says something else, and nobody does where all say the same.
        Assert.Equal(one != other, replicas.Any(replica => replica.Otherwise.Count > 0));
        Assert.All(replicas, replica => Assert.DoesNotContain(replica.Name, replica.Otherwise));
    }

    [Theory]
    [InlineData(10, 10, 10)]
    [InlineData(10, 15, 30)]
    [InlineData(15, 10, 30)]
    [InlineData(1, 40, 40)]
    [InlineData(40, 1, 40)]
    public void Where_all_compare_the_one_that_differs_is_found(int one, int other, int found)
    {
        foreach (int odd in (int[])[0, 2])
        {
            Replica[] replicas = Of(one, other, other);
            replicas[odd].Unlike = true;
            Make(replicas, 100);
            Assert.Equal((ulong)found, replicas[odd].Diverged[0]);
            Assert.All(replicas.Where((_, place) => place != odd), replica => Assert.Empty(replica.Diverged));
        }
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(0, 10)]
    public void Where_one_never_compares_nobody_does(int one, int other)
    {
        Replica[] replicas = Of(one, other, other);
        replicas[1].Unlike = true;
        Make(replicas, 100);
        Assert.All(replicas, replica => Assert.Empty(replica.Diverged));
    }

    [Fact]
    public async Task A_group_whose_members_say_different_numbers_goes_on_and_warns_once()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(2);
        Cohort.Replica<Wayward> one = await JoinAsync(0, compareEvery: 10);
        Cohort.Replica<Wayward> other = await JoinAsync(1, compareEvery: 15);
        for (int step = 1; step <= 60; step++)
            Assert.Equal(step, await one.StepAsync().Soon());
        Assert.Equal(60, await other.SumAsync().Soon());
        await Waiting.Until(() => Warnings(1).Length > 0 && Warnings(0).Length > 0);
        Assert.Equal(
            $"group 'odd': {cluster[0].Node.Name} compares states after other numbers of updates than this member, whose CompareEvery is 15. "
                + "They are compared only where all members do so, and nowhere where one never does: say the same at all",
            Assert.Single(Warnings(1))
        );
        Assert.Single(Warnings(0));
        Assert.All(cluster.Places, place => Assert.DoesNotContain(place.Warnings, text => text.Contains("differs")));

        Task<Cohort.Replica<Wayward>> JoinAsync(int place, int compareEvery) =>
            cluster[place]
                .Node.ReplicateAsync<Wayward>("odd", new ToolGroupOptions { CompareEvery = compareEvery })
                .Soon();

        string[] Warnings(int place) =>
            [.. cluster[place].Warnings.Where(text => text.Contains("CompareEvery", StringComparison.Ordinal))];
    }

    private static Replica[] Of(params int[] every)
    {
        Replica[] replicas = [.. every.Select((each, place) => new Replica(place, each))];
        var view = new View(default, new ViewNumber(1), [.. replicas.Select(replica => replica.Member)]);
        foreach (Replica replica in replicas)
            replica.Comparison.Install(view);
        return replicas;
    }

    /// <summary>All make so many updates, and hear after each what the others have told.</summary>
    private static void Make(Replica[] replicas, int count)
    {
        for (ulong update = 1; update <= (ulong)count; update++)
        {
            foreach (Replica replica in replicas)
                replica.Comparison.Made(update, replica);
            foreach (Replica sender in replicas)
            {
                foreach (byte[] digest in sender.Sent)
                foreach (Replica receiver in replicas)
                    receiver.Comparison.Deliver(sender.Member.Id, digest);
                sender.Sent.Clear();
            }
        }
    }

    private sealed class Replica : ITool, IToolPort
    {
        public Replica(int place, int every)
        {
            Name = $"m{place}";
            Member = new Member(new MemberId(new ProcessId($"m{place}:1", 1), 1), Name, HoldsState: true);
            Comparison = new StateComparison(this, every);
            Comparison.Diverged += (updates, _) => Diverged.Add(updates);
            Comparison.ComparedOtherwise += member => Otherwise.Add(member.Name);
        }

        public string Name { get; }

        public Member Member { get; }

        public StateComparison Comparison { get; }

        public bool Unlike { get; set; }

        public List<byte[]> Sent { get; } = [];

        public List<ulong> Diverged { get; } = [];

        public List<string> Otherwise { get; } = [];

        public string Contract => "";

        public void Send(Memory<byte> message, Order order, Delivery delivery) =>
            Sent.Add(message[ToolMessage.HeaderSize..].ToArray());

        public void Save(ref PackWriter writer) => writer.WriteVarint(Unlike ? 1u : 0u);

        public void Begin() => throw new NotSupportedException();

        public void Load(ref PackReader reader) => throw new NotSupportedException();

        public void Enter(GroupId lineage, GroupId formation) => throw new NotSupportedException();

        public void Deliver(in ToolMessage message) => throw new NotSupportedException();

        public void Install(View view) => throw new NotSupportedException();

        public void Expelled() => throw new NotSupportedException();
    }
}
