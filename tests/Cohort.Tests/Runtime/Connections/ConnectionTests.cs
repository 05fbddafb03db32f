using System.Net;
using System.Net.Sockets;
using Cohort.Runtime.Connections;
using Cohort.Tests.Observation;
using Cohort.Transport.Tcp;

namespace Cohort.Tests.Runtime.Connections;

public sealed class ConnectionTests : IDisposable
{
    private readonly Poller _poller = new();
    private readonly SocketTraffic _traffic;
    private readonly string _node = $"{Guid.NewGuid()}";
    private readonly Socket _peer = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _room = new byte[1 << 10];
    private readonly Connection _connection;

    public ConnectionTests()
    {
        _traffic = new SocketTraffic("test", _node);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _peer.Connect(listener.LocalEndPoint!);
        _connection = new Connection(7, new TcpTransportConnection(listener.Accept()), _traffic);
    }

    public void Dispose()
    {
        _connection.Abort();
        _peer.Dispose();
        _poller.Dispose();
    }

    [Fact]
    public void What_comes_is_received_and_then_the_end()
    {
        _peer.Send("hello"u8);
        Assert.Equal("hello"u8.ToArray(), Await().ToArray());
        Assert.False(_connection.IsBroken);

        _peer.Shutdown(SocketShutdown.Send);
        Assert.True(Await().IsEmpty);
        Assert.True(_connection.IsBroken);
    }

    [Fact]
    public void Where_nothing_is_there_nothing_is_received_and_nobody_waits()
    {
        Assert.True(_connection.Receive(_room).IsEmpty);
        Assert.False(_connection.IsBroken);
    }

    [Fact]
    public void A_reset_is_an_end_like_any_other()
    {
        _peer.LingerState = new LingerOption(true, 0);
        _peer.Dispose();

        Assert.True(Await().IsEmpty);
        Assert.True(_connection.IsBroken);
    }

    [Fact]
    public async Task What_a_turn_writes_is_sent_in_order_and_told()
    {
        _connection.Write("one "u8.ToArray(), stays: false);
        _connection.Write("two "u8.ToArray(), stays: true);
        _connection.Flush();
        _connection.Write("three"u8.ToArray(), stays: false);
        _connection.Flush();

        Assert.Equal("one two three"u8.ToArray(), await ReadPeerAsync(13));
        Assert.False(_connection.HasMore);
        Assert.Equal(13, _connection.TakeReport());
        Assert.Equal(0, _connection.TakeReport());
    }

    [Fact]
    public async Task What_there_is_no_room_for_goes_when_there_is_and_is_told_as_it_goes()
    {
        byte[] large = Noise(16 << 20);
        _connection.Write(large.AsMemory(0, 100), stays: false);
        _connection.Write(large.AsMemory(100), stays: true);
        _connection.Flush();
        Assert.True(_connection.HasMore);
        long told = _connection.TakeReport();
        Assert.InRange(told, 1, large.Length - 1);

        Task<byte[]> reading = ReadPeerAsync(large.Length);
        while (_connection.HasMore)
        {
            _poller.Wait([_connection], Deadline.Limit);
            Assert.True(_connection.IsWritable);
            _connection.Flush();
            told += _connection.TakeReport();
        }

        Assert.Equal(large, await reading);
        Assert.Equal(large.Length, told);
    }

    [Fact]
    public async Task A_link_that_is_never_quite_done_sends_all_in_order()
    {
        // More is written before the last byte is gone, again and again.
        byte[] all = Noise(24 << 20);
        Task<byte[]> reading = ReadPeerAsync(all.Length);
        for (int at = 0; at < all.Length; )
        {
            int size = Math.Min(1 + (at % 50_000), all.Length - at);
            byte[] reused = all.AsSpan(at, size).ToArray();
            bool stays = at % 3 == 0;
            _connection.Write(reused, stays);
            at += size;
            _connection.Flush();
            // After that, only what stays as it is may still be needed.
            if (!stays)
                reused.AsSpan().Clear();
        }
        while (_connection.HasMore)
        {
            _poller.Wait([_connection], Deadline.Limit);
            _connection.Flush();
        }

        Assert.Equal(all, await reading);
    }

    [Fact]
    public async Task Closing_sends_what_was_written_and_then_says_goodbye()
    {
        byte[] last = Noise(4 << 20);
        _connection.Write(last, stays: false);
        // What still comes is dropped, and does not reset the connection under what is being sent.
        await _peer.SendAsync(new byte[100_000], SocketFlags.None);
        Task closing = Task.Run(Close);

        Assert.Equal(last, await ReadPeerAsync(last.Length));
        Assert.Equal(0, await _peer.ReceiveAsync(new byte[1], SocketFlags.None));
        Assert.False(closing.IsCompleted);
        _peer.Shutdown(SocketShutdown.Send);
        await closing.Soon();

        void Close()
        {
            while (!_connection.TryClose(_room))
                _poller.Wait([_connection], Deadline.Limit);
        }
    }

    [Fact]
    public void Writing_to_one_who_is_gone_ends_the_connection()
    {
        _peer.LingerState = new LingerOption(true, 0);
        _peer.Dispose();
        _poller.Wait([_connection], Deadline.Limit);

        _connection.Write(new byte[1 << 20], stays: false);
        _connection.Flush();

        Assert.True(_connection.IsBroken);
        Assert.False(_connection.HasMore);
    }

    [Fact]
    public void An_aborted_connection_is_broken_and_does_no_harm()
    {
        _connection.Abort();
        _poller.Wait([_connection], Deadline.Limit);

        Assert.True(_connection.Receive(_room).IsEmpty);
        _connection.Write(new byte[1], stays: false);
        _connection.Flush();
        Assert.True(_connection.IsBroken);
        Assert.True(_connection.TryClose(_room));
    }

    [Fact]
    public void Whoever_listens_hears_how_often_and_how_much_is_written_and_read()
    {
        using var heard = new Measurements(_node);

        _connection.Write("hello"u8.ToArray(), stays: false);
        _connection.Write(", world"u8.ToArray(), stays: true);
        _connection.Flush();
        _peer.Send("bye"u8);
        Await();

        Assert.Equal((1, 12), (heard.Sum("cohort.socket.writes"), heard.Sum("cohort.socket.bytes")));
        Assert.Equal((1, 3), (heard.Sum("cohort.socket.reads"), heard.Sum("cohort.socket.bytes.read")));
    }

    private ReadOnlyMemory<byte> Await()
    {
        _poller.Wait([_connection], Deadline.Limit);
        Assert.True(_connection.IsReadable);
        return _connection.Receive(_room);
    }

    private static byte[] Noise(int size)
    {
        byte[] noise = new byte[size];
        new Random(size).NextBytes(noise);
        return noise;
    }

    private async Task<byte[]> ReadPeerAsync(int count)
    {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count; )
        {
            int received = await _peer.ReceiveAsync(bytes.AsMemory(at), SocketFlags.None).Soon();
            Assert.NotEqual(0, received);
            at += received;
        }
        return bytes;
    }
}
