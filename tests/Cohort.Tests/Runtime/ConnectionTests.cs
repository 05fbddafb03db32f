using System.Net;
using System.Net.Sockets;
using Cohort.Protocol;
using Cohort.Runtime;
using Cohort.Transport.Tcp;

namespace Cohort.Tests.Runtime;

public sealed class ConnectionTests : IDisposable
{
    private readonly Mailbox<Letter> _mailbox = new();
    private readonly Socket _peer = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SocketTraffic _traffic = new();
    private readonly Connection _connection;

    public ConnectionTests()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _peer.Connect(listener.LocalEndPoint!);
        _connection = new Connection(7, new TcpTransportConnection(listener.Accept()), _mailbox, _traffic);
    }

    public void Dispose()
    {
        _connection.Abort();
        _peer.Dispose();
        _traffic.Dispose();
    }

    [Fact]
    public async Task What_comes_goes_to_the_mailbox_and_the_end_after_it()
    {
        _peer.Send("hello"u8);
        _peer.Shutdown(SocketShutdown.Send);
        await _connection.ReceiveAsync().Soon();

        Letter[] letters = TakeAll();
        Assert.Equal([InputKind.Received, InputKind.Closed], letters.Select(letter => letter.Input.Kind));
        Assert.All(letters, letter => Assert.Equal(7, letter.Input.Connection));
        Assert.Equal("hello"u8.ToArray(), letters[0].Input.Bytes.ToArray());
    }

    [Fact]
    public async Task A_reset_is_an_end_like_any_other()
    {
        _peer.LingerState = new LingerOption(true, 0);
        _peer.Dispose();
        await _connection.ReceiveAsync().Soon();

        Assert.Equal([InputKind.Closed], TakeAll().Select(letter => letter.Input.Kind));
    }

    [Fact]
    public async Task A_machine_that_reads_nothing_holds_up_the_sender()
    {
        byte[] flood = new byte[64 << 20];
        Task sending = _peer.SendAsync(flood, SocketFlags.None);
        Task receiving = _connection.ReceiveAsync();

        // Four buffers fill; the rest stays in the hands of TCP, until buffers come back.
        Queue<Letter> unread = new();
        while (unread.Count < 4)
            foreach (Letter letter in await TakeSomeAsync())
                unread.Enqueue(letter);
        Assert.Equal(4, unread.Count);
        Assert.False(sending.IsCompleted);

        long received = unread.Sum(letter => (long)letter.Input.Bytes.Length);
        while (received < flood.Length)
        {
            while (unread.TryDequeue(out Letter letter))
                _connection.Release(letter.Buffer!);
            foreach (Letter letter in await TakeSomeAsync())
            {
                unread.Enqueue(letter);
                received += letter.Input.Bytes.Length;
            }
            Assert.InRange(unread.Count, 0, 4);
        }
        await sending.Soon();
        Assert.False(receiving.IsCompleted);
    }

    [Fact]
    public async Task What_a_turn_writes_is_sent_in_order_and_told_as_it_goes()
    {
        byte[] copied = "one "u8.ToArray();
        _connection.Write(copied, stays: false);
        copied.AsSpan().Clear();
        _connection.Write("two "u8.ToArray(), stays: true);
        Task first = _connection.Flush();
        _connection.Write("three"u8.ToArray(), stays: false);
        Task second = _connection.Flush();
        await Task.WhenAll(first, second).Soon();

        Assert.Equal("one two three"u8.ToArray(), await ReadPeerAsync(13));
        Letter[] letters = TakeAll();
        Assert.All(letters, letter => Assert.Equal(InputKind.Written, letter.Input.Kind));
        Assert.Equal(13UL, letters.Aggregate(0UL, (sum, letter) => sum + letter.Input.Amount));
    }

    [Fact]
    public async Task A_large_write_to_a_slow_reader_tells_its_progress()
    {
        byte[] large = new byte[16 << 20];
        new Random(1).NextBytes(large);
        _connection.Write(large, stays: false);
        Task sending = _connection.Flush();

        Letter progress = (await TakeSomeAsync())[0];
        Assert.Equal(InputKind.Written, progress.Input.Kind);
        Assert.InRange(progress.Input.Amount, 1UL, (ulong)large.Length - 1);

        Assert.Equal(large, await ReadPeerAsync(large.Length));
        await sending.Soon();
    }

    [Fact]
    public async Task Closing_sends_what_was_written_and_then_says_goodbye()
    {
        byte[] last = new byte[4 << 20];
        new Random(2).NextBytes(last);
        Task receiving = _connection.ReceiveAsync();
        _connection.Write(last, stays: false);
        Task closing = _connection.CloseAsync(Deadline.Limit);
        // What still comes is dropped, and does not reset the connection under what is being sent.
        await _peer.SendAsync(new byte[100_000], SocketFlags.None);

        Assert.Equal(last, await ReadPeerAsync(last.Length));
        Assert.Equal(0, await _peer.ReceiveAsync(new byte[1], SocketFlags.None));
        _peer.Shutdown(SocketShutdown.Send);
        await closing.Soon();
        await receiving.Soon();
        Assert.Empty(TakeAll());
    }

    [Fact]
    public async Task Closing_towards_one_who_does_not_read_ends_with_its_limit()
    {
        _connection.Write(new byte[64 << 20], stays: false);

        await _connection.CloseAsync(TimeSpan.FromMilliseconds(50)).Soon();

        await Assert.ThrowsAnyAsync<Exception>(async () => await ReadPeerAsync(64 << 20));
    }

    [Fact]
    public async Task Writing_to_one_who_is_gone_ends_the_connection()
    {
        Task receiving = _connection.ReceiveAsync();
        _peer.LingerState = new LingerOption(true, 0);
        _peer.Dispose();

        _connection.Write(new byte[1 << 20], stays: false);
        await _connection.Flush().Soon();
        await receiving.Soon();

        Assert.Equal(InputKind.Closed, TakeAll()[^1].Input.Kind);
    }

    [Fact]
    public async Task Whoever_listens_hears_how_often_and_how_much_is_written_and_read()
    {
        using var heard = new HeardTraffic(_traffic);

        _connection.Write("hello"u8.ToArray(), stays: false);
        _connection.Write(", world"u8.ToArray(), stays: true);
        await _connection.Flush().Soon();
        _peer.Send("bye"u8);
        _peer.Shutdown(SocketShutdown.Send);
        await _connection.ReceiveAsync().Soon();

        Assert.Equal((1, 12), (heard["cohort.socket.writes"], heard["cohort.socket.bytes"]));
        Assert.Equal((1, 3), (heard["cohort.socket.reads"], heard["cohort.socket.bytes.read"]));
    }

    private Letter[] TakeAll()
    {
        _mailbox.Take(TimeSpan.Zero, out ReadOnlySpan<Letter> letters);
        return letters.ToArray();
    }

    private Task<Letter[]> TakeSomeAsync() =>
        Task.Run(() =>
            {
                _mailbox.Take(Deadline.Limit, out ReadOnlySpan<Letter> letters);
                return letters.ToArray();
            })
            .Soon();

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
