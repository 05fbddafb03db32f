using Cohort.Protocol;
using Cohort.Transport;

namespace Cohort.Runtime;

/// <summary>
/// The connections of a node: dialled, accepted, written to, closed. All but the dialling and accepting themselves
/// happens on the driver's thread.
/// </summary>
internal sealed class ConnectionTable(
    ITransport transport,
    ITransportListener listener,
    Mailbox<Letter> mailbox,
    BackgroundTasks tasks,
    Warnings warnings,
    TimeSpan dialTimeout
)
{
    // Strangers are told from nodes by the machine; until then each costs a socket and a few buffers.
    private const int MostOpen = 1024;

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, Connection> _open = [];
    private readonly List<Connection> _written = [];
    private readonly List<Task> _closing = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly SocketTraffic _traffic = new();
    private int _lastId;

    /// <summary>What went wrong when an address was last dialled, by address; gone when a dial succeeds.</summary>
    public DialProblems Problems { get; } = new(warnings);

    /// <summary>Starts to accept.</summary>
    public void Start() => tasks.Run(AcceptAsync);

    /// <summary>Whether the machine is to hear what the letter says: a connection that it has closed is silent.</summary>
    public bool Admits(in Letter letter)
    {
        if (letter.From is not { } connection)
            return true;
        if (letter.Input.Kind is not (InputKind.Accepted or InputKind.Connected))
            return _open.ContainsKey(connection.Id);
        if (letter.Input.Kind == InputKind.Accepted && _open.Count >= MostOpen)
        {
            warnings.Report(
                $"{connection.Remote} was turned away: {MostOpen} connections are open, which is the most."
            );
            connection.Abort();
            return false;
        }
        _open.Add(connection.Id, connection);
        return true;
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

    /// <summary>Sends what this turn has written: one send for each connection.</summary>
    public void FlushWritten()
    {
        foreach (Connection connection in _written)
            tasks.Watch(connection.Flush());
        _written.Clear();
    }

    /// <summary>Closes a connection after what was written to it.</summary>
    public void Close(int id)
    {
        if (!_open.Remove(id, out Connection? connection))
            return;
        _closing.RemoveAll(task => task.IsCompleted);
        Task closing = connection.CloseAsync(CloseLimit);
        tasks.Watch(closing);
        _closing.Add(closing);
    }

    /// <summary>Forgets a connection that has ended by itself.</summary>
    public void Forget(int id)
    {
        if (_open.Remove(id, out Connection? connection))
            connection.Abort();
    }

    /// <summary>Takes no more connections, and closes those that are open after what was written to them.</summary>
    public async Task CloseAllAsync()
    {
        StopListening();
        foreach (int id in _open.Keys.ToArray())
            Close(id);
        await Task.WhenAll(_closing).ConfigureAwait(false);
        _traffic.Dispose();
    }

    /// <summary>Cuts everything off at once.</summary>
    public void AbortAll()
    {
        StopListening();
        foreach (Connection connection in _open.Values)
            connection.Abort();
        _open.Clear();
        _traffic.Dispose();
    }

    private void StopListening()
    {
        listener.Dispose();
        tasks.Watch(_stopping.CancelAsync());
    }

    private async Task AcceptAsync()
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
        var connection = new Connection(id, transportConnection, mailbox, _traffic);
        // Received bytes must come after the announcement, so receiving starts once it is in the mailbox.
        if (mailbox.Post(new Letter(announcement(id), connection)))
            tasks.Run(connection.ReceiveAsync);
        else
            connection.Abort();
    }
}
