using System.Text;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Tests.Commands;

/// <summary>Collections of 100,000: what commands cost is counted in members that are looked at, and in items that
/// are moved.</summary>
public class LargeCollectionTests
{
    private const int Count = 100_000;

    // As deep as a tree of so many can become, with some more for what is balanced on the way.
    private const int StepsToMember = 100;

    private readonly Engine _engine = new();

    [Fact]
    public void Items_that_come_and_go_at_the_ends_of_a_list_move_hardly_any_other()
    {
        ListValue list = FilledList();
        Assert.InRange(list.Moved, 0, 4L * Count);
        AssertMoves(list, 4L * Count, "LMOVE list list LEFT RIGHT", Count);
        AssertMoves(list, 4L * Count, "LPUSH list x", Count);
        AssertMoves(list, 4L * Count, "RPOP list", Count);
        AssertMoves(list, 4L * Count, $"LPOP list {Count / 2}", 1);
    }

    [Theory]
    [InlineData("LINSERT list BEFORE 50000 x")]
    [InlineData("LREM list 0 50000")]
    [InlineData("LREM list -1 50000")]
    [InlineData("LTRIM list 1 -2")]
    [InlineData("LTRIM list 40000 60000")]
    [InlineData("LSET list 50000 x")]
    [InlineData("LRANGE list 0 -1")]
    [InlineData("LPOS list 99999 COUNT 0")]
    [InlineData("LMPOP 1 list RIGHT COUNT 70000")]
    public void No_command_moves_the_items_of_a_list_more_than_a_few_times(string command) =>
        AssertMoves(FilledList(), 3L * Count, command, 1);

    [Theory]
    [InlineData("ZADD zset 50000.5 x")]
    [InlineData("ZADD zset 99999 member0")]
    [InlineData("ZINCRBY zset 50000 member7")]
    [InlineData("ZREM zset member50000")]
    [InlineData("ZRANK zset member70000")]
    [InlineData("ZREVRANK zset member70000")]
    [InlineData("ZCOUNT zset 1 (99000")]
    [InlineData("ZRANGE zset 70000 70000")]
    [InlineData("ZRANGE zset 80000 1 BYSCORE REV LIMIT 30000 3")]
    [InlineData("ZPOPMIN zset")]
    [InlineData("ZPOPMAX zset")]
    public void One_member_of_a_sorted_set_is_found_without_looking_at_many(string command) =>
        AssertSteps(FilledSortedSet("zset", 1), 4 * StepsToMember, command);

    [Theory]
    [InlineData("ZRANGE zset 0 -1 WITHSCORES")]
    [InlineData("ZREVRANGE zset 0 -1")]
    [InlineData("ZRANGE zset -inf +inf BYSCORE LIMIT 10 99999")]
    [InlineData("ZLEXCOUNT zset - +")]
    [InlineData("ZSCAN zset 0 COUNT 100000")]
    [InlineData("ZRANDMEMBER zset 99999")]
    public void All_members_of_a_sorted_set_are_told_by_looking_at_each_a_few_times(string command) =>
        AssertSteps(FilledSortedSet("zset", 1), 4L * Count, command);

    [Theory]
    [InlineData("ZREMRANGEBYRANK zset 0 -1")]
    [InlineData("ZREMRANGEBYSCORE zset 100 99000")]
    [InlineData("ZREMRANGEBYLEX zset - +")]
    [InlineData("ZPOPMAX zset 99000")]
    [InlineData("ZMPOP 2 nothing zset MIN COUNT 99000")]
    [InlineData("ZUNIONSTORE result 2 zset other")]
    [InlineData("ZINTERSTORE result 2 zset other")]
    [InlineData("ZDIFFSTORE result 2 zset other")]
    [InlineData("ZINTERCARD 2 zset other")]
    [InlineData("ZUNION 3 zset other set")]
    [InlineData("ZRANGESTORE result zset 0 -1")]
    public void Many_members_of_a_sorted_set_cost_as_much_as_one_by_one(string command)
    {
        FilledSortedSet("other", 2);
        _engine.Run(["SADD", "set", .. Enumerable.Range(0, Count).Select(member => $"member{member}")]);
        SortedSetValue set = FilledSortedSet("zset", 1);
        Assert.InRange(set.Steps, Count, (long)StepsToMember * Count);
        AssertSteps(set, (long)StepsToMember * Count, command);
        if (_engine.Execution.Find("result"u8)?.Value is SortedSetValue result)
            Assert.InRange(result.Steps, 0, (long)StepsToMember * Count);
    }

    [Theory]
    [InlineData("SINTER set other", Count / 2)]
    [InlineData("SUNION set other", Count + Count / 2)]
    [InlineData("SDIFF set other", Count / 2)]
    [InlineData("SPOP set 99999", Count - 1)]
    [InlineData("SRANDMEMBER set 99999", Count - 1)]
    [InlineData("SMEMBERS set", Count)]
    [InlineData("SSCAN set 0 COUNT 100000", 2)]
    [InlineData("HKEYS hash", Count)]
    [InlineData("HRANDFIELD hash 99999", Count - 1)]
    public void Large_sets_and_hashes_give_all_that_they_are_asked_for(string command, int parts)
    {
        _engine.Run(["SADD", "set", .. Enumerable.Range(0, Count).Select(member => $"{member}")]);
        _engine.Run(["SADD", "other", .. Enumerable.Range(Count / 2, Count).Select(member => $"{member}")]);
        _engine.Run(["HSET", "hash", .. Enumerable.Range(0, 2 * Count).Select(word => $"{word}")]);
        int at = 0;
        Assert.Equal(parts, Differential.Reply.Take(_engine.Run(command), ref at).Parts.Count);
    }

    private void AssertMoves(ListValue list, long most, string command, int times)
    {
        long before = list.Moved;
        for (; times > 0; times--)
            Assert.False(_engine.Run(command).StartsWith('-'));
        Assert.InRange(list.Moved - before, 0, most);
    }

    private void AssertSteps(SortedSetValue set, long most, string command)
    {
        long before = set.Steps;
        Assert.False(_engine.Run(command).StartsWith('-'));
        Assert.InRange(set.Steps - before, 0, most);
    }

    private ListValue FilledList()
    {
        _engine.Run(["RPUSH", "list", .. Enumerable.Range(0, Count).Select(item => $"{item}")]);
        return (ListValue)_engine.Execution.Find("list"u8)!.Value;
    }

    private SortedSetValue FilledSortedSet(string key, int factor)
    {
        IEnumerable<string> pairs = Enumerable
            .Range(0, Count)
            .SelectMany(member => new[] { $"{member}", $"member{factor * member}" });
        _engine.Run(["ZADD", key, .. pairs]);
        return (SortedSetValue)_engine.Execution.Find(Encoding.ASCII.GetBytes(key))!.Value;
    }
}
