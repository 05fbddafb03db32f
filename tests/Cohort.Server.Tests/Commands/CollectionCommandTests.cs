namespace Cohort.Server.Tests.Commands;

public class CollectionCommandTests
{
    private const string WrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";

    private readonly Engine _engine = new();

    [Theory]
    [InlineData("RPUSH key a", "LPOP key")]
    [InlineData("RPUSH key a", "LREM key 0 a")]
    [InlineData("RPUSH key a", "LTRIM key 5 6")]
    [InlineData("RPUSH key a", "LMOVE key other LEFT LEFT")]
    [InlineData("SADD key a", "SREM key a")]
    [InlineData("SADD key a", "SPOP key")]
    [InlineData("SADD key a", "SMOVE key other a")]
    [InlineData("SADD key a", "SINTERSTORE key nothing")]
    [InlineData("HSET key a 1", "HDEL key a")]
    [InlineData("ZADD key 1 a", "ZREM key a")]
    [InlineData("ZADD key 1 a", "ZPOPMAX key")]
    [InlineData("ZADD key 1 a", "ZREMRANGEBYSCORE key 0 2")]
    [InlineData("ZADD key 1 a", "ZRANGESTORE key nothing 0 -1")]
    public void A_collection_that_has_become_empty_is_not_there(string fill, string empty)
    {
        _engine.Run(fill);
        _engine.Run(empty);
        Assert.Equal(":0\r\n", _engine.Run("EXISTS key"));
    }

    [Theory]
    [InlineData("HINCRBY key field x")]
    [InlineData("HINCRBYFLOAT key field x")]
    [InlineData("HSET key field")]
    [InlineData("HINCRBYFLOAT key field inf")]
    [InlineData("ZADD key XX 1 a")]
    [InlineData("ZADD key 1 a x b")]
    [InlineData("ZADD key NX GT 1 a")]
    [InlineData("LPUSHX key a")]
    [InlineData("LMOVE nothing key LEFT LEFT")]
    [InlineData("SMOVE nothing key a")]
    public void What_fails_or_adds_nothing_leaves_no_key_behind(string command)
    {
        _engine.Run(command);
        Assert.Equal(":0\r\n", _engine.Run("EXISTS key"));
    }

    [Theory]
    [InlineData("LPUSH key a")]
    [InlineData("LMPOP 2 nothing key LEFT")]
    [InlineData("LMOVE list key LEFT LEFT")]
    [InlineData("SADD key a")]
    [InlineData("SINTER nothing key")]
    [InlineData("SMOVE set key a")]
    [InlineData("HSET key a 1")]
    [InlineData("ZADD key 1 a")]
    [InlineData("ZUNIONSTORE list 1 key")]
    [InlineData("ZPOPMIN key 0")]
    public void A_value_of_another_kind_is_left_as_it_is(string command)
    {
        _engine.Run("SET key value");
        _engine.Run("RPUSH list a");
        _engine.Run("SADD set a");
        Assert.Equal(WrongType, _engine.Run(command));
        Assert.Equal("$5\r\nvalue\r\n", _engine.Run("GET key"));
        Assert.Equal(":1\r\n", _engine.Run("LLEN list"));
        Assert.Equal(":1\r\n", _engine.Run("SCARD set"));
    }

    [Fact]
    public void So_many_draws_that_nobody_can_mean_them_are_refused()
    {
        _engine.Run("SADD set a");
        Assert.Equal("-ERR value is out of range\r\n", _engine.Run("SRANDMEMBER set -9223372036854775807"));
    }

    [Fact]
    public void A_list_that_turns_keeps_its_length()
    {
        _engine.Run("RPUSH list a b c");
        Assert.Equal("$1\r\nc\r\n", _engine.Run("RPOPLPUSH list list"));
        Assert.Equal("*3\r\n$1\r\nc\r\n$1\r\na\r\n$1\r\nb\r\n", _engine.Run("LRANGE list 0 -1"));
    }
}
