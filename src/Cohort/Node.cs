using System.Buffers.Binary;
using System.Security.Cryptography;
using Cohort.Protocol;
using Cohort.Protocol.Durability;
using Cohort.Runtime;
using Cohort.Runtime.Connections;
using Cohort.Runtime.Hosting;
using Cohort.Runtime.Logs;
using Cohort.Runtime.Observation;
using Cohort.Runtime.Recording;
using Cohort.Runtime.Rehearsals;
using Cohort.Transport;
using Cohort.Transport.Tcp;

namespace Cohort;

/// <summary>
/// One process of a cluster: it listens, keeps links to the other nodes, and takes part in any number of groups. Several
/// may live in one process. Disposing it leaves its groups and closes what it opened.
/// </summary>
public sealed partial class Node : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly NodeOptions _options;
    private readonly NodeSettings _settings;
    private readonly NodeLog? _log;
    private readonly NodeDriver _driver;
    private readonly NodeObservation _observation;
    private readonly BackgroundTasks _tasks;
    private readonly Warnings _warnings;
    private readonly DialProblems _dialProblems;
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HierarchicalGroup> _hierarchies = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NodeFailedException? _failure;
    private Task? _disposal;
    private int _lastHandle;
    private volatile NodeStatus _status;

    private Node(
        NodeOptions options,
        NodeSettings settings,
        ITransport transport,
        ITransportListener listener,
        NodeLog? log,
        Func<NodeSettings, ulong, IMachine> makeMachine
    )
    {
        _options = options;
        _settings = settings;
        _log = log;
        var poller = new Poller();
        var mailbox = new Mailbox<Letter>(poller.Ring);
        _tasks = new BackgroundTasks(fault => _driver!.Fail(fault));
        _warnings = new Warnings(options.OnWarning);
        _observation = new NodeObservation(settings.Cluster, settings.Name, settings.Process, log);
        var connections = new ConnectionTable(
            transport,
            listener,
            mailbox,
            _tasks,
            _warnings,
            options.DialTimeout,
            new SocketTraffic(settings.Cluster, settings.Name)
        );
        _dialProblems = connections.Problems;
        ulong seed = RandomNumber();
        _driver = new NodeDriver(
            $"Node {Name}",
            makeMachine(settings, seed),
            poller,
            mailbox,
            connections,
            _warnings,
            new InputRecorder(settings, seed),
            Failed,
            observation: _observation
        );
    }

    /// <summary>The name of the node, unique in its cluster.</summary>
    public string Name => _settings.Name;

    /// <summary>The address at which others reach it, with the real port, and its incarnation.</summary>
    public ProcessId Process => _settings.Process;

    /// <summary>The groups that it is in or is joining.</summary>
    public IReadOnlyList<Group> Groups
    {
        get
        {
            lock (_lock)
                return [.. _groups.Values.Where(group => !group.Completion.IsCompleted)];
        }
    }

    /// <summary>The nodes and groups of the cluster, as far as this node knows.</summary>
    public DirectoryMirror Directory => _driver.Directory;

    /// <summary>What it is doing.</summary>
    public NodeStatus Status => _status;

    /// <summary>What it is doing, for people: with groups that wait for something, which and for what.</summary>
    public string StatusReason
    {
        get
        {
            if (_failure is { } failure)
                return failure.Message;
            IEnumerable<string> waiting = Groups
                .Select(group => (group.Name, group.Status, Reason: group.StatusReason))
                .Where(group => group.Status != GroupStatus.Active || group.Reason.Length > 0)
                .Select(group => $"group '{group.Name}' is {group.Status}: {group.Reason}")
                .Append(_dialProblems.ToString());
            return string.Join("; ", waiting.Where(text => text.Length > 0));
        }
    }

    /// <summary>Completes when the node has been disposed; fails with a <see cref="NodeFailedException"/> when it stopped itself.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts a node. It is reachable when this completes, and in no group yet.</summary>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    /// <exception cref="ListenException">It cannot listen on that address.</exception>
    /// <exception cref="DataFolderException">Its <see cref="NodeOptions.DataFolder"/> cannot be used.</exception>
    /// <exception cref="DamagedLogException">The log in that folder has lost something.</exception>
    /// <exception cref="DiskFailedException">The disk under that folder has failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was started.</exception>
    public static Task<Node> StartAsync(NodeOptions options, CancellationToken cancellationToken = default) =>
        StartOnAsync(
            options,
            new TcpTransport(),
            static (settings, seed) => new ProtocolMachine(settings, seed),
            cancellationToken
        );

    internal static async Task<Node> StartOnAsync(
        NodeOptions options,
        ITransport transport,
        Func<NodeSettings, ulong, IMachine> makeMachine,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        NodeAddresses addresses = NodeOptionsCheck.Check(options);
        cancellationToken.ThrowIfCancellationRequested();
        NodeLog? log = await OpenLogAsync(options, addresses, cancellationToken).ConfigureAwait(false);
        ITransportListener? listener = null;
        try
        {
            listener = await transport.ListenAsync(addresses.Listen, cancellationToken).ConfigureAwait(false);
            string address = addresses.AdvertiseWith(listener.Address.Port).ToString();
            NodeSettings settings = NodeOptionsCheck.Settings(
                options,
                addresses.Seeds,
                new ProcessId(address, RandomNumber())
            ) with
            {
                HasDisk = log is not null,
                DirectoryCopy = log?.Directory,
                LogNeeds = log?.Needs,
            };
            var node = new Node(options, settings, transport, listener, log, makeMachine);
            node._tasks.Run(node._warnings.RunAsync);
            // First: a node that fails at once is to be measured no more.
            node._observation.Start(node._driver.Post);
            node._driver.Start();
            if (options.Hosts.Count > 0)
                node._tasks.Run(new Hosting(node, options.Hosts, node._driver.Warn, options.SuspicionTime).RunAsync);
            node._tasks.Watch(Rehearsal.PlayOnceAsync());
            return node;
        }
        catch
        {
            listener?.Dispose();
            log?.Dispose();
            throw;
        }
    }

    private static Task<NodeLog?> OpenLogAsync(
        NodeOptions options,
        NodeAddresses addresses,
        CancellationToken cancellationToken
    ) =>
        options.DataFolder is not { } folder
            ? Task.FromResult<NodeLog?>(null)
            : Task.Run<NodeLog?>(
                () =>
                    NodeLog.Open(
                        folder,
                        options.Cluster,
                        options.Name ?? addresses.Advertise.ToString(),
                        NodeOptionsCheck.LimitsOf(options)
                    ),
                cancellationToken
            );

    /// <summary>
    /// Joins a group. Completes with the first view in which this member holds the group's state; until then it waits as
    /// long as the token allows, and <see cref="GroupOptions.OnStatus"/> and <see cref="Groups"/> tell for what.
    /// Cancelling takes the request back.
    /// </summary>
    /// <param name="name">The group's name in the cluster, 1 to 100 characters.</param>
    /// <param name="options">Handlers and state. Default: none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OptionsException">The name or an option is not allowed.</exception>
    /// <exception cref="JoinRefusedException">The group would not have this node.</exception>
    /// <exception cref="GroupLostException">Nobody that holds the group's state can be reached.</exception>
    /// <exception cref="GroupFailedException">A handler threw, or the state did not load.</exception>
    /// <exception cref="InvalidOperationException">This node is in that group already, or is a witness, which is in no
    /// group.</exception>
    /// <exception cref="NodeFailedException">The node has stopped itself.</exception>
    /// <exception cref="ObjectDisposedException">The node was disposed, before the call or while it waited.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the message says what was waited for.</exception>
    public async Task<Group> JoinAsync(
        string name,
        GroupOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new GroupOptions();
        if (!options.IsClustersOwn)
            NodeOptionsCheck.GroupName(nameof(name), name);
        GroupOptionsCheck.Check(options, _options, _settings.Limits.Members);
        if (_options.Witness)
            throw new InvalidOperationException(
                $"Node {Name} is a witness, which votes and is in no group. Join group '{name}' at another node, or start this "
                    + $"one without {nameof(NodeOptions.Witness)}."
            );
        using var joining = new JoinObservation(_observation, name);
        Group group = await EnterAsync(name, options, cancellationToken).ConfigureAwait(false);
        try
        {
            await group.Membership.Loop.Active.WaitAsync(cancellationToken).ConfigureAwait(false);
            joining.Joined(group);
            return group;
        }
        catch (JoinRefusedException e) when (e.Status is GroupStatus.Left or GroupStatus.Failed && IsDisposed)
        {
            throw new ObjectDisposedException(
                $"Joining group '{name}' has ended: node {Name} was disposed before the group had taken it in.",
                e
            );
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            string waitedFor = $"{group.Status}: {group.StatusReason.TrimEnd('.')}";
            string problems = _dialProblems.ToString();
            _tasks.Watch(group.CancelJoinAsync());
            throw new OperationCanceledException(
                $"Joining group '{name}' was cancelled while it was {waitedFor}{(problems.Length > 0 ? $" ({problems})" : "")}.",
                e,
                cancellationToken
            );
        }
    }

    /// <summary>
    /// Flushes and leaves all groups, then closes the connections. Takes <see cref="NodeOptions.DisposeTimeout"/> and a
    /// few seconds at most; called from a handler it only starts, and does not wait.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        Task disposal;
        Group[] groups;
        lock (_lock)
        {
            groups = [.. _groups.Values];
            disposal = _disposal ??= Task.Run(() => StopAsync(groups));
        }
        return groups.Any(group => group.Membership.InHandler) ? ValueTask.CompletedTask : new ValueTask(disposal);
    }

    internal Limits Limits => _settings.Limits;

    /// <summary>The name of the cluster.</summary>
    internal string Cluster => _settings.Cluster;

    /// <summary>What can be measured of it.</summary>
    internal NodeObservation Observation => _observation;

    /// <summary>Tells a person.</summary>
    internal void Warn(string text) => _driver.Warn(text);

    /// <summary>Keeps an eye on something that runs: where it fails in a way that nobody foresaw, the node stops.</summary>
    internal void Watch(Task task) => _tasks.Watch(task);

    private bool IsDisposed
    {
        get
        {
            lock (_lock)
                return _disposal is not null;
        }
    }

    private static ulong RandomNumber()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    // A name that is on its way out is waited for: a process may leave a group and join it again.
    private async Task<Group> EnterAsync(string name, GroupOptions options, CancellationToken cancellationToken)
    {
        string waitedFor = "before it had begun";
        GroupCopy? copy = null;
        bool hasCopy = options.Durability == Durability.None;
        while (true)
        {
            if (cancellationToken.IsCancellationRequested)
                throw new OperationCanceledException(
                    $"Joining group '{name}' was cancelled {waitedFor}.",
                    cancellationToken
                );
            Group? present;
            lock (_lock)
            {
                if (_failure is { } failure)
                    throw failure;
                ObjectDisposedException.ThrowIf(_disposal is not null, this);
                if (!_groups.TryGetValue(name, out present) || present.Completion.IsCompleted)
                    present = null;
                if (present is null && hasCopy)
                    return Enter(name, options, copy);
            }
            if (present is null)
            {
                // When no earlier membership writes to it any more.
                copy = await _log!.CopyAsync(name, cancellationToken).ConfigureAwait(false);
                hasCopy = true;
                continue;
            }
            if (!present.IsLeaving)
                throw new InvalidOperationException(
                    $"Node {Name} is in group '{name}' already, or is joining it. Use that membership, or leave it first."
                );
            waitedFor = "while this node's earlier membership in it was being left";
            // That one still writes to the log: what was read before is not all.
            hasCopy = options.Durability == Durability.None;
            await present
                .Completion.WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Group Enter(string name, GroupOptions options, GroupCopy? copy)
    {
        int handle = ++_lastHandle;
        var group = new Group(
            this,
            name,
            options,
            _driver,
            _tasks,
            handle,
            new GroupObservation(_observation, name, handle),
            _settings.Limits,
            _options.DisposeTimeout,
            copy
        );
        _groups[name] = group;
        options.OnJoining?.Invoke(group);
        group.Membership.Join();
        _tasks.Run(() => ForgetAsync(group));
        return group;
    }

    private async Task ForgetAsync(Group group)
    {
        await group.Completion.Outcome(Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        lock (_lock)
            if (_groups.TryGetValue(group.Name, out Group? present) && present == group)
                _groups.Remove(group.Name);
    }
}
