using Cohort.Server.Resp;
using Cohort.Server.Tests.Differential;

namespace Cohort.Server.Tests.Data.Values;

public class SnapshotTests
{
    private readonly Replica _replica = new();
    private ulong _updates;

    [Theory]
    [InlineData("HGETALL hash")]
    [InlineData("SMEMBERS set")]
    [InlineData("SSCAN set 0")]
    [InlineData("ZSCAN zset 0 COUNT 1000")]
    [InlineData("ZRANGE zset 0 -1 WITHSCORES")]
    [InlineData("LRANGE list 0 -1")]
    public void A_replica_that_has_loaded_a_state_lists_it_in_the_same_order(string command)
    {
        Fill();
        Replica joined = Replica.Load(_replica.Save());
        Assert.Equal(Run(_replica, command, _updates), Run(joined, command, _updates));
    }

    [Fact]
    public void A_replica_that_has_loaded_a_state_draws_the_same_members()
    {
        Fill();
        Replica joined = Replica.Load(_replica.Save());
        for (int draw = 0; draw < 20; draw++)
        {
            _updates++;
            Assert.Equal(Run(_replica, "SPOP set 3", _updates), Run(joined, "SPOP set 3", _updates));
        }
        Assert.Equal(_replica.Save(), joined.Save());
    }

    [Fact]
    public void Members_with_different_scores_are_taken_out_by_name_alike_everywhere()
    {
        Fill();
        Replica joined = Replica.Load(_replica.Save());
        _updates++;
        string removed = Run(_replica, "ZREMRANGEBYLEX zset [member3 [member6", _updates);
        Assert.Equal(removed, Run(joined, "ZREMRANGEBYLEX zset [member3 [member6", _updates));
        Assert.Equal(_replica.Save(), joined.Save());
    }

    [Fact]
    public void Reading_changes_nothing()
    {
        Fill();
        byte[] before = _replica.Save();
        foreach (string command in new[] { "HRANDFIELD hash 5", "SUNION set set", "ZUNION 2 zset set", "LPOS list 1" })
            Run(_replica, command, _updates);
        Assert.Equal(before, _replica.Save());
    }

    // So that the order is not the one in which they came: some are taken out in between.
    private void Fill()
    {
        var random = new Random(5);
        for (int step = 0; step < 2000; step++)
        {
            int number = random.Next(400);
            bool isRemoved = random.Next(3) == 0;
            Write(isRemoved ? $"HDEL hash field{number}" : $"HSET hash field{number} {step}");
            Write(isRemoved ? $"SREM set member{number}" : $"SADD set member{number}");
            Write(isRemoved ? $"ZREM zset member{number}" : $"ZADD zset {random.Next(30)} member{number}");
            Write(isRemoved ? $"LREM list 1 {number}" : $"LPUSH list {number}");
        }
    }

    private void Write(string command) => Run(_replica, command, ++_updates);

    private static string Run(Replica replica, string command, ulong update) =>
        replica.Execute(command.Split(' '), RespVersion.Three, update, now: 1000);
}
