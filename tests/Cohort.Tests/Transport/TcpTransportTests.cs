using System.Net;
using System.Net.Sockets;
using Cohort.Transport;
using Cohort.Transport.Tcp;

namespace Cohort.Tests.Transport;

public sealed class TcpTransportTests : IDisposable
{
    private static readonly HostAndPort AnyPort = new("127.0.0.1", 0);

    private readonly TcpTransport _transport = new();
    private readonly List<IDisposable> _opened = [];

    public void Dispose() => _opened.ForEach(opened => opened.Dispose());

    [Fact]
    public async Task What_one_side_sends_the_other_receives()
    {
        (ITransportConnection dialled, ITransportConnection accepted) = await ConnectAsync();
        byte[] sent = Noise(8 << 20);

        Task sending = SendAsync(dialled, [sent]);
        byte[] received = await ReceiveAsync(accepted, sent.Length).Soon();
        await sending.Soon();

        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task What_lies_in_several_places_arrives_in_one_piece()
    {
        (ITransportConnection dialled, ITransportConnection accepted) = await ConnectAsync();
        byte[] sent = Noise(8 << 20);
        ArraySegment<byte>[] pieces =
        [
            new(sent, 0, 5),
            new(sent, 5, 3 << 20),
            new(sent, 5 + (3 << 20), 100),
            new(sent, 105 + (3 << 20), (5 << 20) - 105),
        ];

        Task sending = SendAsync(dialled, pieces);
        byte[] received = await ReceiveAsync(accepted, sent.Length).Soon();
        await sending.Soon();

        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task What_was_sent_before_finishing_still_arrives_and_then_the_other_side_is_told()
    {
        (ITransportConnection dialled, ITransportConnection accepted) = await ConnectAsync();
        byte[] sent = Noise(100_000);

        await SendAsync(dialled, [sent]).Soon();
        dialled.Finish();

        Assert.Equal(sent, await ReceiveAsync(accepted, sent.Length).Soon());
        Assert.True(HasEnded(accepted));

        // It is half open: the other direction still works.
        await SendAsync(accepted, [sent]).Soon();
        Assert.Equal(sent, await ReceiveAsync(dialled, sent.Length).Soon());
    }

    [Fact]
    public async Task A_disposed_connection_breaks_for_both_sides()
    {
        (ITransportConnection dialled, ITransportConnection accepted) = await ConnectAsync();
        dialled.Dispose();

        Assert.Throws<IOException>(() => dialled.TryReceive(new byte[1], out _));
        Assert.Throws<IOException>(() => dialled.Send([new byte[1]]));
        Assert.Throws<IOException>(dialled.Finish);
        Assert.True(HasEnded(accepted));
    }

    [Fact]
    public async Task A_port_without_a_listener_refuses()
    {
        var failure = await Assert.ThrowsAsync<DialException>(() =>
            _transport.DialAsync(FreePort(), Deadline.Limit, default).Soon()
        );

        Assert.Equal(DialProblem.Refused, failure.Problem);
        Assert.Contains("nobody listens on 127.0.0.1:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_told_for_a_name_with_several_addresses_too()
    {
        var failure = await Assert.ThrowsAsync<DialException>(() =>
            _transport.DialAsync(FreePort() with { Host = "localhost" }, Deadline.Limit, default).Soon()
        );

        Assert.Equal(DialProblem.Refused, failure.Problem);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_no_refusal()
    {
        var failure = await Assert.ThrowsAsync<DialException>(() =>
            _transport.DialAsync(new HostAndPort("no-such-host.invalid", 1), Deadline.Limit, default).Soon()
        );

        Assert.Equal(DialProblem.Unresolved, failure.Problem);
        Assert.Contains("no-such-host.invalid:1 does not resolve", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_takes_no_more_is_silent_and_no_refusal()
    {
        // A full backlog drops what comes: the dial is neither answered nor refused.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        deaf.Listen(0);
        var address = new HostAndPort("127.0.0.1", ((IPEndPoint)deaf.LocalEndPoint!).Port);

        DialException? failure = null;
        for (int dials = 0; failure is null && dials < 64; dials++)
            try
            {
                _opened.Add(await _transport.DialAsync(address, TimeSpan.FromMilliseconds(200), default).Soon());
            }
            catch (DialException e)
            {
                failure = e;
            }

        Assert.Equal(DialProblem.Unreachable, failure?.Problem);
        Assert.Contains("has not answered within 200 ms", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dial_can_be_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _transport.DialAsync(FreePort(), Deadline.Limit, cancelled.Token).Soon()
        );
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_what_to_do()
    {
        ITransportListener first = await ListenAsync(AnyPort);

        var failure = await Assert.ThrowsAsync<ListenException>(() => _transport.ListenAsync(first.Address, default));

        Assert.Equal(first.Address.ToString(), failure.Address);
        Assert.Equal(
            $"Cannot listen on {first.Address}: another process, or another node of this one, has the port. "
                + "Stop it, or set Listen to a free port; port 0 takes one that is free.",
            failure.Message
        );
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named_with_what_to_do()
    {
        var failure = await Assert.ThrowsAsync<ListenException>(() =>
            _transport.ListenAsync(new HostAndPort("192.0.2.1", 0), default)
        );

        Assert.Contains(
            "it is no address of this machine. Set Listen to one that is",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_port_can_be_listened_on_again_right_after_it_was_closed()
    {
        ITransportListener first = await ListenAsync(AnyPort);
        (ITransportConnection dialled, ITransportConnection accepted) = await ConnectAsync(first);
        accepted.Dispose();
        first.Dispose();

        ITransportListener second = await ListenAsync(first.Address);

        Assert.Equal(first.Address, second.Address);
        dialled.Dispose();
    }

    [Fact]
    public async Task A_disposed_listener_accepts_no_more()
    {
        ITransportListener listener = await ListenAsync(AnyPort);
        Task<ITransportConnection?> accepting = listener.AcceptAsync().AsTask();

        listener.Dispose();

        Assert.Null(await accepting.Soon());
    }

    private async Task<ITransportListener> ListenAsync(HostAndPort address)
    {
        ITransportListener listener = await _transport.ListenAsync(address, default).Soon();
        _opened.Add(listener);
        return listener;
    }

    private async Task<(ITransportConnection Dialled, ITransportConnection Accepted)> ConnectAsync(
        ITransportListener? listener = null
    )
    {
        listener ??= await ListenAsync(AnyPort);
        ITransportConnection dialled = await _transport.DialAsync(listener.Address, Deadline.Limit, default).Soon();
        ITransportConnection accepted = (await listener.AcceptAsync().Soon())!;
        _opened.AddRange([dialled, accepted]);
        return (dialled, accepted);
    }

    private static Task SendAsync(ITransportConnection connection, IList<ArraySegment<byte>> pieces) =>
        Task.Run(() =>
        {
            var left = new List<ArraySegment<byte>>(pieces);
            while (left.Count > 0)
            {
                Assert.True(connection.Socket.Poll(Deadline.Limit, SelectMode.SelectWrite));
                int sent = connection.Send(left);
                while (left.Count > 0 && sent >= left[0].Count)
                {
                    sent -= left[0].Count;
                    left.RemoveAt(0);
                }
                if (left.Count > 0)
                    left[0] = left[0][sent..];
            }
        });

    private static Task<byte[]> ReceiveAsync(ITransportConnection connection, int count) =>
        Task.Run(() =>
        {
            byte[] bytes = new byte[count];
            for (int at = 0; at < count; )
            {
                Assert.True(connection.Socket.Poll(Deadline.Limit, SelectMode.SelectRead));
                if (!connection.TryReceive(bytes.AsSpan(at), out int received))
                    continue;
                Assert.NotEqual(0, received);
                at += received;
            }
            return bytes;
        });

    // The operating system may say goodbye, or reset.
    private static bool HasEnded(ITransportConnection connection)
    {
        try
        {
            Assert.True(connection.Socket.Poll(Deadline.Limit, SelectMode.SelectRead));
            return connection.TryReceive(new byte[1], out int received) && received == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static HostAndPort FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new HostAndPort("127.0.0.1", ((IPEndPoint)probe.LocalEndPoint!).Port);
    }

    private static byte[] Noise(int size)
    {
        byte[] noise = new byte[size];
        new Random(size).NextBytes(noise);
        return noise;
    }
}
