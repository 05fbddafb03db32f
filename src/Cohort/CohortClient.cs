using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Cohort.Protocol;
using Cohort.Protocol.Clients;
using Cohort.Runtime;
using Cohort.Runtime.Clients;
using Cohort.Runtime.Connections;
using Cohort.Runtime.Recording;
using Cohort.Storage.Backups;
using Cohort.Transport;
using Cohort.Transport.Tcp;

namespace Cohort;

/// <summary>
/// A process that uses the groups of a cluster without being a node: it listens nowhere and is in no group. It is linked to a
/// node, and goes on with another one by itself where that one is silent or gone.
/// </summary>
public sealed partial class CohortClient : IAsyncDisposable
{
    private readonly ClientOptions _options;
    private readonly NodeDriver _driver;
    private readonly BackgroundTasks _tasks;
    private readonly Warnings _warnings;
    private readonly PendingCalls _calls;
    private readonly Subscriptions _subscriptions;
    private readonly Backups _backups;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private volatile ClientLink _link = new(null, "looking for a node", false);
    private bool _follows;
    private Task? _disposal;

    private CohortClient(ClientOptions options, NodeSettings settings, ITransport transport)
    {
        _options = options;
        var poller = new Poller();
        var mailbox = new Mailbox<Letter>(poller.Ring);
        _tasks = new BackgroundTasks(fault => _driver!.Fail(fault));
        _warnings = new Warnings(options.OnWarning);
        var connections = new ConnectionTable(
            transport,
            null,
            mailbox,
            _tasks,
            _warnings,
            options.DialTimeout,
            new SocketTraffic(settings.Cluster, settings.Name),
            nameof(ClientOptions.Nodes)
        );
        _calls = new PendingCalls(input => _driver!.Post(input));
        _subscriptions = new Subscriptions(input => _driver!.Post(input));
        _backups = new Backups(input => _driver!.Post(input));
        ulong seed = RandomNumber();
        _driver = new NodeDriver(
            $"Client {options.Name}",
            new ProtocolClient(settings, seed),
            poller,
            mailbox,
            connections,
            _warnings,
            new InputRecorder(settings, seed),
            Failed,
            Take
        );
    }

    /// <summary>The node that it is linked to; null while it looks for one.</summary>
    public ProcessId? Node => _link.Node;

    /// <summary>The nodes and groups of the cluster, as far as the node knows that this client is linked to. They are asked for
    /// from the first use on: <see cref="DirectoryMirror.RefreshAsync"/> waits until they are here.</summary>
    public DirectoryMirror Directory
    {
        get
        {
            if (Interlocked.Exchange(ref _follows, true) == false)
                _driver.Post(Input.FollowDirectory());
            return _driver.Directory;
        }
    }

    /// <summary>For a person: why it is linked to no node; empty where it is to one.</summary>
    public string StatusReason => _link.Reason;

    /// <summary>Hears, on the driver's thread, of each change of <see cref="Node"/>.</summary>
    internal event Action<ClientLink>? LinkChanged;

    /// <summary>Completes when the client has been disposed; fails with a <see cref="NodeFailedException"/> when it stopped itself.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Connects to a cluster: completes when a node has accepted the client.</summary>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    /// <exception cref="ConnectException">No node could be reached within <see cref="ClientOptions.ConnectTimeout"/>, or those
    /// that answered refused the client.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the message says what was waited for.</exception>
    public static Task<CohortClient> ConnectAsync(
        ClientOptions options,
        CancellationToken cancellationToken = default
    ) => ConnectOnAsync(options, new TcpTransport(), cancellationToken);

    internal static async Task<CohortClient> ConnectOnAsync(
        ClientOptions options,
        ITransport transport,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ImmutableArray<string> nodes = ClientOptionsCheck.Check(options);
        cancellationToken.ThrowIfCancellationRequested();
        var client = new CohortClient(options, ClientOptionsCheck.Settings(options, nodes, RandomNumber()), transport);
        client._tasks.Run(client._warnings.RunAsync);
        client._driver.Start();
        try
        {
            await client.BeLinkedAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Calls a group: its members execute the call, all in the same place in the order of the group
    /// (<see cref="GroupOptions.OnCall"/>), and one of them answers. It takes effect once, though members die and it has to be
    /// sent again, and between this call and its answer. Calls that do not wait for each other may be executed in any order.
    /// Where the group cannot be reached, or has no quorum, it waits as long as the token allows.
    /// </summary>
    /// <param name="group">The group's name.</param>
    /// <param name="payload">What the members are called with: up to 256 KiB.</param>
    /// <param name="cancellationToken">Ends the waiting. A call that has been sent may take effect nevertheless: the message of
    /// the exception says what is known, and what was waited for.</param>
    /// <returns>What <see cref="GroupOptions.OnCall"/> has answered.</returns>
    /// <exception cref="OptionsException">The name is not allowed.</exception>
    /// <exception cref="CallFailedException">It was executed, and the handler threw.</exception>
    /// <exception cref="CallRefusedException">It was not executed, for the reason given.</exception>
    /// <exception cref="CallOutcomeUnknownException">It was executed once or not at all, and nobody can tell which.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed before the call.</exception>
    public Task<ReadOnlyMemory<byte>> CallAsync(
        string group,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken = default
    )
    {
        NodeOptionsCheck.GroupName(nameof(group), group);
        return _calls.CallAsync(group, payload, cancellationToken);
    }

    /// <summary>
    /// Subscribes to a group while it is read: its views, and the messages of each (no calls), in an order in which a member has
    /// delivered them, without taking part. Nothing is told that the group's members could lose again, so it comes a little later
    /// than at a member where a message is <see cref="Delivery.Received"/>. Where the member that tells it is gone, another one goes
    /// on from the same place, if it keeps enough (<see cref="GroupOptions.DiffusionHistory"/>); if it does not, or whoever reads is
    /// too slow, the reader is told of the gap and goes on behind it (property C2).
    /// </summary>
    /// <param name="group">The group's name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OptionsException">The name is not allowed.</exception>
    /// <exception cref="CallRefusedException">While reading: the cluster has no such group.</exception>
    /// <exception cref="ObjectDisposedException">While reading: the client was disposed.</exception>
    public IAsyncEnumerable<Diffused> SubscribeAsync(string group, CancellationToken cancellationToken = default)
    {
        NodeOptionsCheck.GroupName(nameof(group), group);
        return _subscriptions.ReadAsync(group, cancellationToken);
    }

    /// <summary>Closes the links. What is under way fails.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
            return new ValueTask(_disposal ??= Task.Run(StopAsync));
    }

    private static ulong RandomNumber()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private async Task BeLinkedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _connected.Task.WaitAsync(_options.ConnectTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ConnectException(
                $"No node of cluster '{_options.Cluster}' could be reached within {_options.ConnectTimeout:c} ({_link.Reason}). "
                    + $"Check that nodes run there, and {nameof(ClientOptions.Nodes)}.",
                isRefused: false
            );
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(
                $"Connecting to cluster '{_options.Cluster}' was cancelled: {_link.Reason}.",
                e,
                cancellationToken
            );
        }
    }

    /// <summary>What the machine tells; on the driver's thread.</summary>
    private void Take(Output output)
    {
        if (output.Kind == OutputKind.CallEnded)
        {
            _calls.Ended(output);
            return;
        }
        if (output.Kind is OutputKind.BackupBegins or OutputKind.BackupPart or OutputKind.BackupEnded)
        {
            _backups.Take(output);
            return;
        }
        if (output.Kind != OutputKind.ClientLinked)
        {
            _subscriptions.Take(output);
            return;
        }
        ClientLink link = output.Link;
        _link = link;
        LinkChanged?.Invoke(link);
        if (link.Node is not null)
            _connected.TrySetResult();
        else if (link.IsRefused)
            _connected.TrySetException(
                new ConnectException($"No node of cluster '{_options.Cluster}' takes this client: {link.Reason}.", true)
            );
    }

    private async Task StopAsync()
    {
        await _driver.StopAsync().ConfigureAwait(false);
        _warnings.Complete();
        _calls.End("the client was disposed");
        _subscriptions.End(new ObjectDisposedException(nameof(CohortClient)));
        _backups.End(new ObjectDisposedException(nameof(CohortClient)));
        _connected.TrySetException(new ObjectDisposedException(nameof(CohortClient)));
        _ = _connected.Task.Exception;
        _completion.TrySetResult();
    }

    private void Failed(NodeFailedException failure)
    {
        _warnings.Complete();
        _calls.End(failure.Message);
        _subscriptions.End(failure);
        _backups.End(failure);
        _connected.TrySetException(failure);
        _completion.TrySetException(failure);
        // Nobody has to look at them.
        _ = (_connected.Task.Exception, _completion.Task.Exception);
    }
}
