using System.Collections.Immutable;
using Cohort.Runtime.Directories;

namespace Cohort.Tests.Directories;

public class DirectoryMirrorTests
{
    private readonly List<long> _asked = [];
    private readonly DirectoryMirror _mirror;

    public DirectoryMirrorTests() =>
        _mirror = new DirectoryMirror(ticket =>
        {
            _asked.Add(ticket);
            return true;
        });

    [Fact]
    public void It_shows_what_was_told_last()
    {
        _mirror.Take(Changed(Group("g", 1), Group("h", 1)));
        _mirror.Take(Changed(Group("g", 2)) with { GroupsGone = ["h"], Nodes = [Node("b"), Node("a")] });

        Assert.Equal(["g v2 []"], _mirror.Groups.Select(group => group.ToString()));
        Assert.Equal(["a", "b"], _mirror.Nodes.Select(node => node.Name));
        Assert.Equal(new ViewNumber(2), _mirror.Find("g")!.View.Number);
        Assert.Null(_mirror.Find("h"));
        Assert.True(_mirror.IsCurrent);
        _mirror.Take(new DirectoryChange { IsCurrent = false });
        Assert.False(_mirror.IsCurrent);
        Assert.Single(_mirror.Groups);
    }

    [Fact]
    public void A_list_that_was_given_does_not_change()
    {
        _mirror.Take(Changed(Group("g", 1)));
        IReadOnlyList<GroupInfo> before = _mirror.Groups;
        Assert.Same(before, _mirror.Groups);
        _mirror.Take(Changed(Group("h", 1)));
        Assert.Single(before);
        Assert.Equal(2, _mirror.Groups.Count);
    }

    [Fact]
    public void What_is_whole_takes_the_place_of_all_that_was_known()
    {
        _mirror.Take(Changed(Group("g", 1)) with { Nodes = [Node("a")] });
        _mirror.Take(Changed(Group("h", 1)) with { IsWhole = true });
        Assert.Equal(["h"], _mirror.Groups.Select(group => group.Name));
        Assert.Empty(_mirror.Nodes);
    }

    [Fact]
    public async Task A_lookup_that_waits_is_answered_from_what_is_known_then()
    {
        Task<GroupInfo?> found = _mirror.FindAsync("g");
        Assert.Equal([1], _asked);
        Assert.False(found.IsCompleted);
        _mirror.Take(Changed(Group("g", 3)));
        Assert.False(found.IsCompleted);
        _mirror.Answer(1);
        Assert.Equal(new ViewNumber(3), (await found.Soon())!.View.Number);
    }

    [Fact]
    public async Task Who_asks_while_an_answer_is_under_way_waits_for_the_next_and_the_machine_is_asked_once()
    {
        Task first = _mirror.RefreshAsync();
        Task second = _mirror.RefreshAsync();
        Task third = _mirror.RefreshAsync();
        Assert.Equal([1], _asked);
        _mirror.Answer(1);
        await first.Soon();
        Assert.Equal([1, 2], _asked);
        Assert.False(second.IsCompleted);
        _mirror.Answer(2);
        await second.Soon();
        await third.Soon();
        Assert.Equal([1, 2], _asked);
    }

    [Fact]
    public async Task A_lookup_that_was_cancelled_gathers_nothing()
    {
        for (int call = 0; call < 1000; call++)
        {
            using var cancelled = new CancellationTokenSource();
            Task waiting = _mirror.RefreshAsync(cancelled.Token);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }
        Assert.Equal([1], _asked);
    }

    [Fact]
    public async Task When_the_node_ends_so_do_lookups_and_readers_but_the_last_known_stays()
    {
        _mirror.Take(Changed(Group("g", 1)));
        Task refresh = _mirror.RefreshAsync();
        await using IAsyncEnumerator<DirectoryChange> reader = _mirror.WatchAsync().GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync().Soon());
        Task<bool> next = reader.MoveNextAsync().AsTask();

        _mirror.End(null);

        Assert.False(await next.Soon());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => refresh.Soon());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _mirror.FindAsync("g").Soon());
        Assert.False(_mirror.IsCurrent);
        Assert.NotNull(_mirror.Find("g"));
    }

    [Fact]
    public async Task When_the_node_fails_readers_are_told_why()
    {
        var failure = new NodeFailedException("it broke", null, new InvalidOperationException());
        await using IAsyncEnumerator<DirectoryChange> reader = _mirror.WatchAsync().GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync().Soon());
        _mirror.End(failure);
        Assert.Same(failure, await Assert.ThrowsAsync<NodeFailedException>(() => reader.MoveNextAsync().Soon()));
    }

    [Fact]
    public async Task A_reader_begins_with_what_is_there_and_hears_of_what_changes()
    {
        _mirror.Take(Changed(Group("g", 1)) with { Nodes = [Node("a")] });
        await using IAsyncEnumerator<DirectoryChange> reader = _mirror.WatchAsync().GetAsyncEnumerator();

        Assert.True(await reader.MoveNextAsync().Soon());
        Assert.True(
            reader.Current is { IsWhole: true, IsCurrent: true, Groups: [{ Name: "g" }], Nodes: [{ Name: "a" }] }
        );
        Task<bool> next = reader.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        _mirror.Take(Changed(Group("h", 1)) with { NodesGone = [Node("a").Process] });
        Assert.True(await next.Soon());
        Assert.True(reader.Current is { IsWhole: false, Groups: [{ Name: "h" }], NodesGone: [{ Address: "a:1" }] });
    }

    [Fact]
    public async Task A_slow_reader_hears_of_several_changes_as_one_and_of_the_last_state()
    {
        await using IAsyncEnumerator<DirectoryChange> reader = _mirror.WatchAsync().GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync().Soon());
        for (ulong number = 1; number <= 100_000; number++)
            _mirror.Take(Changed(Group("g", number)));
        _mirror.Take(Changed(Group("h", 1)));
        _mirror.Take(Changed() with { GroupsGone = ["h"] });

        Assert.True(await reader.MoveNextAsync().Soon());
        Assert.Equal(["g v100000 []"], reader.Current.Groups.Select(group => group.ToString()));
        Assert.Equal(["h"], reader.Current.GroupsGone);
    }

    [Fact]
    public async Task A_reader_that_has_missed_very_many_entries_is_told_of_all_there_is()
    {
        _mirror.Take(Changed(Group("kept", 1)));
        await using IAsyncEnumerator<DirectoryChange> reader = _mirror.WatchAsync().GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync().Soon());
        for (int name = 0; name <= DirectoryWatcher.MostEntries; name++)
        {
            _mirror.Take(Changed(Group($"g{name}", 1)));
            _mirror.Take(Changed() with { GroupsGone = [$"g{name}"] });
        }

        Assert.True(await reader.MoveNextAsync().Soon());
        Assert.True(reader.Current is { IsWhole: true, Groups: [{ Name: "kept" }], GroupsGone: [] });
    }

    private static DirectoryChange Changed(params GroupInfo[] groups) =>
        new() { IsCurrent = true, Groups = [.. groups] };

    private static GroupInfo Group(string name, ulong view) =>
        new()
        {
            Name = name,
            SelfGoverned = false,
            HasState = true,
            Contract = "",
            View = new View(new GroupId(1, 1), new ViewNumber(view), []),
            IsLost = false,
        };

    private static NodeInfo Node(string name) =>
        new()
        {
            Name = name,
            Process = new ProcessId($"{name}:1", 1),
            Labels = ImmutableSortedDictionary<string, string>.Empty,
            Load = 0,
            MemberSince = new ViewNumber(0),
        };
}
