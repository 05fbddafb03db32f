using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Cohort.Protocol;
using Cohort.Protocol.Clients;
using Cohort.Runtime;
using Cohort.Runtime.Clients;
using Cohort.Runtime.Connections;
using Cohort.Runtime.Recording;
using Cohort.Transport;
using Cohort.Transport.Tcp;

namespace Cohort;

/// <summary>
/// A process that uses the groups of a cluster without being a node: it listens nowhere and is in no group. It is linked to a
/// node, and goes on with another one by itself where that one is silent or gone.
/// </summary>
public sealed class CohortClient : IAsyncDisposable
{
    private readonly ClientOptions _options;
    private readonly NodeDriver _driver;
    private readonly BackgroundTasks _tasks;
    private readonly Warnings _warnings;
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
            nameof(ClientOptions.Nodes)
        );
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
        _connected.TrySetException(new ObjectDisposedException(nameof(CohortClient)));
        _ = _connected.Task.Exception;
        _completion.TrySetResult();
    }

    private void Failed(NodeFailedException failure)
    {
        _warnings.Complete();
        _connected.TrySetException(failure);
        _completion.TrySetException(failure);
        // Nobody has to look at them.
        _ = (_connected.Task.Exception, _completion.Task.Exception);
    }
}
