using System.Runtime.InteropServices;
using Cohort.Protocol;
using Cohort.Transport;

namespace Cohort.Runtime.Connections;

/// <summary>
/// The connections of a node or a client: dialled, accepted, read, written to, closed. All but the dialling and accepting
/// themselves happens on the driver's thread.
/// </summary>
internal sealed class ConnectionTable(
    ITransport transport,
    ITransportListener? listener,
    Mailbox<Letter> mailbox,
    BackgroundTasks tasks,
    Warnings warnings,
    TimeSpan dialTimeout,
    SocketTraffic traffic,
    string addressOption = nameof(NodeOptions.Seeds)
)
{
    // Strangers are told from nodes by the machine; until then each costs a socket and a buffer.
    private const int MostOpen = 1024;

    // So many bytes are worth a step of their own, since the machine may wait for them; fewer are told with the next one.
    private const long WorthAStep = 64 << 10;

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, Connection> _open = [];
    private readonly List<Connection> _written = [];
    private readonly List<Closing> _closing = [];
    private readonly List<Connection> _polled = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly MonotonicClock _clock = new();
    private readonly Memory<byte> _dropped = new byte[16 << 10];
    private bool _polledIsCurrent;
    private int _lastId;

    private readonly record struct Closing(Connection Connection, Instant Limit);

    /// <summary>What went wrong when an address was last dialled, by address; gone when a dial succeeds.</summary>
    public DialProblems Problems { get; } = new(warnings, addressOption);

    /// <summary>Those that may have something to receive or to send.</summary>
    public ReadOnlySpan<Connection> Polled
    {
        get
        {
            if (!_polledIsCurrent)
            {
                _polled.Clear();
                _polled.AddRange(_open.Values);
                _polled.AddRange(_closing.Select(closing => closing.Connection));
                _polledIsCurrent = true;
            }
            return CollectionsMarshal.AsSpan(_polled);
        }
    }

    /// <summary>Whether one is still being closed in good order.</summary>
    public bool IsClosing => _closing.Count > 0;

    /// <summary>Whether the machine has to be told at once of what was sent.</summary>
    public bool HasNews { get; private set; }

    /// <summary>Starts to accept, where there is something to listen to.</summary>
    public void Start()
    {
        if (listener is not null)
            tasks.Run(() => AcceptAsync(listener));
    }

    /// <summary>Takes in a connection that the machine is told of; false where there are too many.</summary>
    public bool Admits(in Letter letter)
    {
        if (letter.Connection is not { } connection)
            return true;
        if (letter.Input.Kind == InputKind.Accepted && _open.Count >= MostOpen)
        {
            warnings.Report(
                $"{connection.Remote} was turned away: {MostOpen} connections are open, which is the most."
            );
            connection.Abort();
            return false;
        }
        _open.Add(connection.Id, connection);
        _polledIsCurrent = false;
        return true;
    }

    /// <summary>Reads and writes what can be, and adds what the machine is to hear of that.</summary>
    /// <param name="machine">Where there is room for what is received.</param>
    /// <param name="inputs">What it is to hear.</param>
    public void Exchange(IMachine machine, InputList inputs)
    {
        HasNews = false;
        foreach (Connection connection in Polled)
        {
            if (connection.IsWritable)
                connection.Flush();
            if (!_open.ContainsKey(connection.Id))
                continue;
            if (connection.TakeReport() is > 0 and int sent)
                inputs.Add(Input.Written(connection.Id, sent));
            if (connection.IsReadable && Receive(connection, machine) is { IsEmpty: false } bytes)
                inputs.Add(Input.Received(connection.Id, bytes));
            if (connection.IsBroken)
                inputs.Add(Input.Closed(connection.Id));
        }
        CloseBroken();
        GoOnClosing();
    }

    /// <summary>Dials; the answer comes by the mailbox.</summary>
    public void Dial(int dial, string address) => tasks.Run(() => DialAsync(dial, address));

    /// <summary>Keeps bytes until <see cref="FlushWritten"/>.</summary>
    public void Write(int id, ReadOnlyMemory<byte> bytes, bool stays)
    {
        if (!_open.TryGetValue(id, out Connection? connection))
            return;
        connection.Write(bytes, stays);
        if (_written.Count == 0 || _written[^1] != connection)
            _written.Add(connection);
    }

    /// <summary>Sends what this turn has written, as far as there is room: one send for each connection.</summary>
    public void FlushWritten()
    {
        foreach (Connection connection in _written)
        {
            connection.Flush();
            HasNews |= connection.IsBroken || connection.Unreported >= WorthAStep;
        }
        _written.Clear();
        GoOnClosing();
    }

    /// <summary>Closes a connection after what was written to it.</summary>
    public void Close(int id)
    {
        if (!_open.Remove(id, out Connection? connection))
            return;
        _closing.Add(new Closing(connection, _clock.Now + CloseLimit));
        _polledIsCurrent = false;
    }

    /// <summary>Takes no more connections, and closes those that are open after what was written to them.</summary>
    public void CloseAll()
    {
        StopListening();
        foreach (int id in _open.Keys.ToArray())
            Close(id);
    }

    /// <summary>Cuts everything off at once.</summary>
    public void AbortAll()
    {
        StopListening();
        foreach (Connection connection in Polled)
            connection.Abort();
        _open.Clear();
        _closing.Clear();
        _polledIsCurrent = false;
    }

    private ReadOnlyMemory<byte> Receive(Connection connection, IMachine machine) =>
        connection.Receive(machine.Room(connection.Id) is { IsEmpty: false } room ? room : _dropped);

    // The machine has been told, and has nothing more to do with them.
    private void CloseBroken()
    {
        foreach (Connection connection in Polled)
            if (connection.IsBroken && _open.Remove(connection.Id))
            {
                connection.Abort();
                _polledIsCurrent = false;
            }
    }

    private void GoOnClosing()
    {
        for (int at = _closing.Count - 1; at >= 0; at--)
        {
            Closing closing = _closing[at];
            bool late = _clock.Now >= closing.Limit;
            // The other side is gone or does not read: there is nobody left to close in good order with.
            if (late)
                closing.Connection.Abort();
            if (!late && !closing.Connection.TryClose(_dropped))
                continue;
            _closing.RemoveAt(at);
            _polledIsCurrent = false;
        }
    }

    private void StopListening()
    {
        listener?.Dispose();
        tasks.Watch(_stopping.CancelAsync());
    }

    private async Task AcceptAsync(ITransportListener listener)
    {
        bool warned = false;
        while (true)
        {
            try
            {
                if (await listener.AcceptAsync().ConfigureAwait(false) is not { } accepted)
                    return;
                Admit(accepted, Input.Accepted, Interlocked.Increment(ref _lastId));
                warned = false;
            }
            catch (IOException e)
            {
                if (!warned)
                    warnings.Report($"{e.Message}; trying again.");
                warned = true;
                await Task.Delay(AcceptPause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task DialAsync(int dial, string address)
    {
        try
        {
            if (!HostAndPort.TryParse(address, out HostAndPort target, out string? problem))
                throw new DialException(DialProblem.Unresolved, $"'{address}' is no address: {problem}", null);
            ITransportConnection dialled = await transport
                .DialAsync(target, dialTimeout, _stopping.Token)
                .ConfigureAwait(false);
            Problems.Solved(address);
            Admit(dialled, id => Input.Connected(dial, id), Interlocked.Increment(ref _lastId));
        }
        catch (DialException e)
        {
            Problems.Met(address, e);
            mailbox.Post(new Letter(Input.DialFailed(dial, refused: e.Problem == DialProblem.Refused)));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The node is stopping: there is no machine left to answer.
        }
    }

    private void Admit(ITransportConnection transportConnection, Func<int, Input> announcement, int id)
    {
        var connection = new Connection(id, transportConnection, traffic);
        if (!mailbox.Post(new Letter(announcement(id), connection)))
            connection.Abort();
    }
}
