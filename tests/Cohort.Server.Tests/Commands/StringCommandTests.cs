namespace Cohort.Server.Tests.Commands;

public class StringCommandTests
{
    private readonly Engine _engine = new();

    [Fact]
    public void What_was_set_is_got()
    {
        Assert.Equal("+OK\r\n", _engine.Run("SET a 1"));
        Assert.Equal("$1\r\n1\r\n", _engine.Run("get a"));
        Assert.Equal("$-1\r\n", _engine.Run("GET b"));
    }

    [Fact]
    public void A_key_that_is_set_for_a_time_is_there_to_its_last_millisecond()
    {
        _engine.Run("SET a 1 PX 100");
        _engine.Now += 100;
        _engine.Run("SET other 1");
        Assert.Equal("$1\r\n1\r\n", _engine.Run("GET a"));
        _engine.Now++;
        _engine.Run("SET other 2");
        Assert.Equal("$-1\r\n", _engine.Run("GET a"));
    }

    [Fact]
    public void A_key_whose_time_is_over_and_that_is_still_there_is_told_of()
    {
        _engine.Run("SET a 1 PX 100");
        _engine.Now += 101;
        Assert.Equal("$1\r\n1\r\n", _engine.Run("GET a"));
        Assert.True(_engine.Execution.HasMetDueKey);
    }

    [Theory]
    [InlineData("SET a", "-ERR wrong number of arguments for 'set' command\r\n")]
    [InlineData("SET a 1 NX XX", "-ERR syntax error\r\n")]
    [InlineData("SET a 1 EX 0", "-ERR invalid expire time in 'set' command\r\n")]
    [InlineData("SET a 1 EX x", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("NOSUCH a b", "-ERR unknown command 'NOSUCH', with args beginning with: 'a' 'b' \r\n")]
    public void What_makes_no_sense_is_refused_in_the_words_of_Redis(string command, string reply) =>
        Assert.Equal(reply, _engine.Run(command));
}
