namespace Cohort.Server.Tests.Commands;

public class TableScanTests
{
    private readonly Engine _engine = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_scan_meets_all_that_are_there_all_the_time_whatever_comes_and_goes(int seed)
    {
        var random = new Random(seed);
        const int Members = 1000;
        for (int member = 0; member < Members; member++)
            _engine.Run($"SADD set member{member}");
        var stayed = Enumerable.Range(0, Members).Select(member => $"member{member}").ToHashSet();
        var met = new HashSet<string>();
        string cursor = "0";
        do
        {
            (cursor, string[] members) = Scan($"SSCAN set {cursor} COUNT 7");
            met.UnionWith(members);
            for (int change = random.Next(12); change > 0; change--)
            {
                string gone = $"member{random.Next(Members)}";
                _engine.Run($"SREM set {gone}");
                stayed.Remove(gone);
                _engine.Run($"SADD set {(random.Next(2) == 0 ? gone : $"other{random.Next()}")}");
            }
        } while (cursor != "0");
        Assert.NotEmpty(stayed);
        Assert.Subset(met, stayed);
    }

    [Fact]
    public void A_scan_ends_while_members_are_added_all_the_time()
    {
        for (int member = 0; member < 600; member++)
            _engine.Run($"ZADD set {member} member{member}");
        string cursor = "0";
        int steps = 0;
        do
        {
            (cursor, _) = Scan($"ZSCAN set {cursor}");
            for (int added = 0; added < 100; added++)
                _engine.Run($"ZADD set 1 added{steps}-{added}");
            steps++;
        } while (cursor != "0");
        Assert.Equal(60, steps);
    }

    [Fact]
    public void A_small_hash_is_scanned_in_one_step_as_Redis_does()
    {
        for (int field = 0; field < 100; field++)
            _engine.Run($"HSET hash field{field} 1");
        (string cursor, string[] items) = Scan("HSCAN hash 0 COUNT 5");
        Assert.Equal("0", cursor);
        Assert.Equal(200, items.Length);
    }

    [Theory]
    [InlineData("SSCAN set x", "-ERR invalid cursor\r\n")]
    [InlineData("SSCAN set 0 COUNT 0", "-ERR syntax error\r\n")]
    [InlineData("SSCAN set 0 COUNT x", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SSCAN set 0 MATCH", "-ERR syntax error\r\n")]
    [InlineData("HSCAN set 0", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("SSCAN nothing 0 COUNT x", "*2\r\n$1\r\n0\r\n*0\r\n")]
    public void A_scan_that_makes_no_sense_is_refused_in_the_words_of_Redis(string command, string reply)
    {
        _engine.Run("SADD set a");
        Assert.Equal(reply, _engine.Run(command));
    }

    private (string Cursor, string[] Items) Scan(string command)
    {
        int at = 0;
        var reply = Differential.Reply.Take(_engine.Run(command), ref at);
        return (reply.Parts[0].Value!, [.. reply.Parts[1].Parts.Select(part => part.Value!)]);
    }
}
