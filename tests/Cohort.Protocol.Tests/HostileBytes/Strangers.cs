using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.HostileBytes;

/// <summary>Bytes from strangers cost their connection, and nothing else.</summary>
public sealed class Strangers
{
    private readonly Cluster _cluster = Cluster.Of("a", "b", "c");

    private TestNode A => _cluster["a"];

    /// <summary>The connection is closed, a warning says why, and the group has noticed nothing.</summary>
    private void AssertTurnedAway(Stranger stranger, string why)
    {
        Assert.True(stranger.IsClosed);
        Assert.Contains(why, Assert.Single(A.Warnings));
        Assert.Empty(A.Delivered);
        _cluster["b"].Send("the group goes on");
        _cluster.RunUntilDelivered(1, "a", "b", "c");
        Assert.Single(A.Views);
    }

    [Fact]
    public void A_browser_is_turned_away()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8);
        AssertTurnedAway(stranger, "the other side is no Cohort node");
    }

    [Fact]
    public void A_tls_client_is_turned_away()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]);
        AssertTurnedAway(stranger, "the other side is no Cohort node");
    }

    [Fact]
    public void One_byte_is_enough_where_it_is_wrong()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Send("X"u8);
        AssertTurnedAway(stranger, "the other side is no Cohort node");
    }

    [Fact]
    public void Random_bytes_are_turned_away()
    {
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            Stranger stranger = _cluster.Dial("a");
            byte[] bytes = new byte[random.Next(1, 2000)];
            random.NextBytes(bytes);
            stranger.Send(bytes);
            Assert.True(stranger.IsClosed);
        }
        Assert.Equal(200, A.Warnings.Count);
    }

    [Fact]
    public void Another_version_of_the_format_is_turned_away()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Send("CHRT"u8);
        stranger.Send([7, 9, 0, 0]);
        AssertTurnedAway(stranger, "speaks versions 7 to 9 of the wire format, this node 2 to 2");
    }

    [Fact]
    public void One_that_says_nothing_is_closed_after_a_while()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Send(FrameDecoder.Preamble);
        _cluster.RunSeconds(2);
        AssertTurnedAway(stranger, "it never said who it is");
    }

    [Fact]
    public void A_frame_before_the_hello_is_turned_away()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Send(FrameDecoder.Preamble);
        stranger.Send(FrameType.Lookup, body => body.Text("g"));
        AssertTurnedAway(stranger, "it did not begin with a hello");
    }

    [Fact]
    public void A_frame_that_claims_four_gigabytes_costs_no_memory()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Greet("x");
        byte[] header = new byte[FrameWriter.HeaderSize];
        header.AsSpan(0, 4).Fill(0xFF);
        header = SentFrame.At(place: 1, header);
        long before = GC.GetAllocatedBytesForCurrentThread();
        stranger.Send(header);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        AssertTurnedAway(stranger, "a frame claims 4294967295 bytes; the limit is 1048576");
    }

    [Fact]
    public void A_damaged_length_is_noticed_at_once()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Greet("x");
        stranger.Send([1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        AssertTurnedAway(stranger, "a frame's length does not match its checksum, or a frame is missing before it");
    }

    [Fact]
    public void A_damaged_body_is_noticed()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Greet("x");
        var writer = new FrameWriter();
        writer.Begin(FrameType.Lookup);
        writer.Text("g");
        writer.Number(0);
        writer.End();
        byte[] bytes = SentFrame.At(place: 1, writer.Written);
        bytes[^1] ^= 1;
        stranger.Send(bytes);
        AssertTurnedAway(stranger, "a frame's checksum does not match its bytes");
    }

    [Fact]
    public void A_frame_that_is_missing_is_noticed()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Greet("x");
        var writer = new FrameWriter();
        writer.Begin(FrameType.Heartbeat);
        writer.End();
        stranger.Send(SentFrame.At(place: 2, writer.Written));
        AssertTurnedAway(stranger, "or a frame is missing before it");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(47)]
    [InlineData(200)]
    public void An_unknown_type_of_frame_is_turned_away(int type)
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Greet("x");
        stranger.Send((FrameType)type, body => body.Number(1));
        AssertTurnedAway(stranger, $"a frame of type {(FrameType)type} made no sense");
    }

    [Fact]
    public void A_body_with_bytes_left_over_is_turned_away()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Greet("x");
        stranger.Send(
            FrameType.Lookup,
            body =>
            {
                body.Text("g");
                body.Number(0);
                body.Byte(0);
            }
        );
        AssertTurnedAway(stranger, "a frame of type Lookup made no sense");
    }

    [Fact]
    public void A_text_beyond_the_limit_is_turned_away()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Greet("x");
        stranger.Send(FrameType.Lookup, body => body.Text(new string('g', 1025)));
        AssertTurnedAway(stranger, "a frame of type Lookup made no sense");
    }

    [Fact]
    public void A_hundred_silent_connections_make_room_for_a_node()
    {
        Stranger[] silent = [.. Enumerable.Range(0, 100).Select(_ => _cluster.Dial("a"))];
        Assert.Equal(36, silent.Count(stranger => stranger.IsClosed));
        _cluster.Start("x");
        _cluster.RunUntilView("a", "b", "c", "x");
    }

    [Fact]
    public void One_that_claims_to_be_this_node_is_turned_away()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Greet("a", incarnation: 999);
        AssertTurnedAway(stranger, "which is this node's own");
    }

    [Fact]
    public void One_that_asks_the_right_questions_is_answered()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Greet("x");
        stranger.Send(
            FrameType.Lookup,
            body =>
            {
                body.Text("g");
                body.Number(0);
            }
        );
        Assert.False(stranger.IsClosed);
        Assert.Contains(FrameType.LookupReply, stranger.Answers);
    }

    [Fact]
    public void Text_that_is_no_utf8_does_no_harm()
    {
        Stranger stranger = _cluster.Dial("a");
        stranger.Greet("x");
        stranger.Send(FrameType.Lookup, body => body.Bytes([0xFF, 0xFE, 0xC0, 0x80]));
        Assert.False(stranger.IsClosed);
        _cluster.Settle();
        Assert.Equal(GroupStatus.Active, A.Status);
    }
}
