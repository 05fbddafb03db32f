using Cohort.Tests;
using Cohort.Toolkit.Tests.Clusters;
using Cohort.Toolkit.Tests.ReplicatedObjects;

namespace Cohort.Toolkit.Tests.Groups;

/// <summary>What cannot be the name of a tool, or of something that it has, is refused before anything is asked of the group.</summary>
public sealed class NameTests
{
    private static readonly string[] s_unfit = ["", "  ", " x", "x\t", "x\ny", new string('x', 257)];

    [Fact]
    public async Task Names_of_what_tools_have_are_checked_before_anything_is_sent()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using ToolGroup shop = await JoinAsync(cluster[0].Node).Soon();
        GroupLocks locks = shop.Locks("locks");
        GroupElections elections = shop.Elections("elections");
        ulong before = await shop.Queue<int>("orders").EnqueueAsync(1).Soon();
        foreach (string name in s_unfit)
        {
            await RefusedAsync("lock", name, () => locks.LockAsync(name));
            await RefusedAsync("lock", name, () => locks.TryLockAsync(name));
            await RefusedAsync("lock", name, () => locks.ReadLockAsync(name));
            await RefusedAsync("semaphore", name, () => locks.AcquireAsync(name, permits: 2));
            await RefusedAsync("semaphore", name, () => locks.TryAcquireAsync(name, permits: 2));
            await RefusedAsync("barrier", name, () => shop.Barrier("steps").SignalAndWaitAsync(name, 1));
            await RefusedAsync("election", name, () => elections.RunForAsync(name));
            await RefusedAsync("election", name, () => WatchAsync(elections, name));
            await RefusedAsync(
                "election",
                name,
                () => elections.RunAsSingletonAsync(name, (_, _) => Task.CompletedTask)
            );
        }
        Assert.Equal(before + 1, await shop.Queue<int>("orders").EnqueueAsync(2).Soon());
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_the_words_of_groups()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using GroupLocks locks = await cluster[0].Node.LocksAsync("locks").Soon();
        const string allowed =
            "It must be a name of 1 to 256 characters, without control characters and without spaces around it.";
        Assert.StartsWith($"The name of lock '' is empty. {allowed}", await SaidAsync(""), StringComparison.Ordinal);
        Assert.StartsWith(
            $"The name of lock 'a\\u0000b' contains a control character. {allowed}",
            await SaidAsync("a\0b"),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            $"The name of lock ' ' is ' ', which begins or ends with a space. {allowed}",
            await SaidAsync(" "),
            StringComparison.Ordinal
        );
        Assert.Contains("xx…' has 257 characters", await SaidAsync(new string('x', 257)), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentNullException>(() => locks.LockAsync(null!));
        await using HeldLock longest = await locks.LockAsync(new string('x', GroupLocks.LongestName)).Soon();
        await using HeldLock between = await locks.LockAsync("orders of 2026/17").Soon();

        async Task<string> SaidAsync(string name) =>
            (await Assert.ThrowsAsync<ArgumentException>(() => locks.LockAsync(name))).Message;
    }

    [Fact]
    public async Task Names_of_tools_are_checked_where_they_are_named()
    {
        var tools = new GroupTools();
        foreach (string name in (string[])[.. s_unfit, new string('x', 101)])
        {
            await RefusedAsync("locks", name, () => Task.FromResult(tools.Locks(name)));
            await RefusedAsync("elections", name, () => Task.FromResult(tools.Elections(name)));
            await RefusedAsync("token", name, () => Task.FromResult(tools.Token(name)));
            await RefusedAsync("barriers", name, () => Task.FromResult(tools.Barrier(name)));
            await RefusedAsync("object", name, () => Task.FromResult(tools.Queue<int>(name)));
        }
        Assert.Empty(tools.Objects);
        Assert.Empty(tools.Equipment);
    }

    [Fact]
    public async Task A_client_names_objects_as_members_do()
    {
        await using ToolCluster cluster = await ToolCluster.StartAsync(1);
        await using CohortClient client = await cluster.ConnectAsync();
        foreach (string name in s_unfit)
        {
            await RefusedAsync("object", name, () => Task.FromResult(client.Object<Inventory>("shop", name)));
            Assert.Equal(
                "group",
                Assert.Throws<OptionsException>(() => client.Object<Inventory>(name, "stock")).Option
            );
        }
    }

    private static Task<ToolGroup> JoinAsync(Node node) =>
        node.JoinAsync(
            "shop",
            tools => tools.Locks("locks").Elections("elections").Barrier("steps").Queue<int>("orders")
        );

    private static async Task WatchAsync(GroupElections elections, string name)
    {
        await foreach (Leadership? _ in elections.WatchAsync(name, Deadline.Token))
            return;
    }

    private static async Task RefusedAsync(string of, string name, Func<Task> use)
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => use().Soon());
        Assert.StartsWith($"The name of {of} '", refused.Message, StringComparison.Ordinal);
        Assert.Contains("It must be a name of 1 to", refused.Message, StringComparison.Ordinal);
        Assert.Equal("name", refused.ParamName);
        Assert.DoesNotContain(refused.Message, char.IsControl);
        Assert.True(refused.Message.Length < 250, $"'{name}': {refused.Message}");
    }
}
