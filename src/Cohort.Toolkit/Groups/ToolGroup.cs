using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Cohort.Toolkit.Calls;
using Cohort.Toolkit.ReplicatedObjects;
using Cohort.Toolkit.Tools;

namespace Cohort;

/// <summary>
/// A process's membership in a group whose members have the same tools: replicated objects, and what is made of them. It stays the
/// same object when the member is put out of the group and comes back.
/// </summary>
public sealed class ToolGroup : IObjectGroup, IAsyncDisposable
{
    private const int LongestContract = 100;
    private const int DigestDigits = 8;

    private readonly ToolGroupOptions _options;
    private readonly GroupSender _sender = new();
    private readonly ToolHost _host;
    private readonly ObjectSpace _space;
    private readonly ReachedPosition _reached;
    private readonly ImmutableArray<Type> _contracts;
    private readonly CallSpace _calls;
    private readonly CallDesk _callDesk;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _disposing = new();
    private readonly Dictionary<(Type, string), object> _tools = [];
    private volatile Group? _group;
    private int _diverged;
    private bool _hasWarnedOfComparison;

    private ToolGroup(
        Node node,
        string name,
        ImmutableArray<ObjectSlot> objects,
        ImmutableArray<GroupTools.Served> contracts,
        ToolGroupOptions options
    )
    {
        (Node, Name, _options) = (node, name, options);
        ulong nonce = Nonce();
        TimeProvider time = options.TimeProvider;
        int mostBytes = node.Limits.MessageSize;
        _space = new ObjectSpace(
            objects,
            _sender.PortOf(0),
            nonce,
            time.GetUtcNow,
            options.CompareEvery,
            mostBytes: mostBytes,
            mostPending: options.MaxPendingUpdates,
            delivery: options.Group.Durability == Durability.Log ? Delivery.Durable : Delivery.Stable
        );
        _reached = new ReachedPosition(name);
        _space.Comparison.Diverged += Diverged;
        _space.Comparison.ComparedOtherwise += WarnOfOtherComparison;
        _contracts = [.. contracts.Select(served => served.Contract)];
        _calls = NewCalls([.. contracts.Select(served => served.Target(name, node.Warn))]);
        _callDesk = new CallDesk(
            name,
            _calls.Outgoing,
            node.Limits.MessageSize,
            options.Group.Durability == Durability.Log,
            RefuseInHandler,
            () => _group?.Status ?? GroupStatus.Joining
        );
        _host = new ToolHost([_space, _calls]);
    }

    /// <summary>The node that is the member.</summary>
    public Node Node { get; }

    /// <summary>The group's name in the cluster.</summary>
    public string Name { get; }

    /// <summary>The present membership. It is another one after a replica that had diverged was given the state anew.</summary>
    public Group Group => _group ?? throw new InvalidOperationException("The group has not been joined yet.");

    /// <summary>Completes when the membership is over; fails as <see cref="Group.Completion"/> does.</summary>
    public Task Completion => _completion.Task;

    internal ObjectSpace Space => _space;

    internal TimeProvider TimeProvider => _options.TimeProvider;

    /// <summary>An object of the group.</summary>
    /// <param name="name">The name that it was given.</param>
    /// <exception cref="ArgumentException">The group has no such object, or one of another class.</exception>
    public Replica<T> Get<T>(string name)
        where T : class, IReplicated<T>
    {
        ObjectSlot? found = _space.Objects.FirstOrDefault(slot => slot.Name == name);
        if (found is null)
            throw new ArgumentException(
                $"Group '{Name}' has no object '{name}'. It has {string.Join(", ", _space.Objects.Select(slot => slot.Name))}.",
                nameof(name)
            );
        return found is ObjectSlot<T> slot
            ? new Replica<T>(this, slot, _space.Objects.IndexOf(found))
            : throw new ArgumentException(
                $"Object '{name}' of group '{Name}' is of class {found.Contract}, not {T.Contract}.",
                nameof(name)
            );
    }

    /// <summary>What stands before one of the objects here: made once, and the same for all that ask.</summary>
    internal TTool Tool<TTool>(string name, Func<TTool> make)
        where TTool : class
    {
        lock (_tools)
        {
            if (!_tools.TryGetValue((typeof(TTool), name), out object? tool))
                _tools.Add((typeof(TTool), name), tool = make());
            return (TTool)tool;
        }
    }

    /// <summary>Calls to the members of the group, by a contract that they serve.</summary>
    /// <typeparam name="T">The interface, marked <see cref="GroupContractAttribute"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The group does not serve it.</exception>
    public GroupCalls<T> Calls<T>()
        where T : class
    {
        int place = _contracts.IndexOf(typeof(T));
        return place >= 0
            ? new GroupCalls<T>(_callDesk, (byte)place)
            : throw new InvalidOperationException(
                $"Group '{Name}' does not serve {typeof(T)}. It serves "
                    + $"{(_contracts.IsEmpty ? "nothing" : string.Join(", ", _contracts))}. Name it at all members when they join: "
                    + $"tools.{nameof(GroupTools.Serve)}<{typeof(T).Name}>(…)."
            );
    }

    /// <summary>Flushes and leaves: updates that have been sent are made. Those that still wait for others are not, and whoever awaits
    /// them is told so (<see cref="MembershipOverException"/>).</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        if (_group is { } group)
            await group.DisposeAsync().ConfigureAwait(false);
    }

    ValueTask<TResult> IObjectGroup.UpdateAsync<TResult>(
        UpdateCall<TResult> update,
        CancellationToken cancellationToken
    )
    {
        RefuseInHandler("An update");
        if (cancellationToken.IsCancellationRequested)
        {
            update.Return();
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        }
        int most = Node.Limits.MessageSize;
        if (update.Size > most)
        {
            int size = update.Size;
            update.Return();
            throw new MessageTooLargeException(Name, Group.Status, size, most);
        }
        return update.SubmitTo(_space.Submissions, cancellationToken);
    }

    Task IObjectGroup.PassBarrierAsync(CancellationToken cancellationToken)
    {
        RefuseInHandler("A read that waits for the group");
        var read = new AwaitedRead(Name);
        _space.Barriers.Add(read);
        return read.Passed.WaitAsync(cancellationToken);
    }

    ulong IObjectGroup.Position => _reached.Position;

    Task IObjectGroup.ReachAsync(ulong position, CancellationToken cancellationToken)
    {
        RefuseInHandler("Waiting for a position");
        return _reached.ReachAsync(position, cancellationToken);
    }

    internal static async Task<ToolGroup> JoinAsync(
        Node node,
        string name,
        ImmutableArray<ObjectSlot> objects,
        ImmutableArray<GroupTools.Served> contracts,
        ToolGroupOptions options,
        CancellationToken cancellationToken,
        IReadOnlyList<Action<ToolGroup>>? equipment = null
    )
    {
        options.Check();
        var joined = new ToolGroup(node, name, objects, contracts, options);
        // Before it joins, so that nothing is missed.
        foreach (Action<ToolGroup> equip in equipment ?? [])
            equip(joined);
        try
        {
            await joined.EnterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            joined.End(e);
            throw;
        }
        node.Watch(joined.WatchAsync());
        return joined;
    }

    private void RefuseInHandler(string what)
    {
        if (_group?.Membership.InHandler == true)
            throw new InvalidOperationException(
                $"{what} of group '{Name}' was asked for in a handler of that group: in an update, by an observer, in a method that is "
                    + "called, before its first await, or when a view was installed. It would wait for that very handler to return. Do "
                    + "it from a task of your own, behind an await, or change the object in the update itself."
            );
    }

    private CallSpace NewCalls(ImmutableArray<CallTarget> targets)
    {
        const int headers = ToolMessage.HeaderSize + ReplyHeader.Size;
        int mostReply = Math.Min(_options.MaxReplyBytes, Node.Limits.MessageSize - headers);
        var limits = new CallLimits(_options.MaxUnansweredCalls, _options.MaxRunningCalls, mostReply);
        return new CallSpace(targets, _sender.PortOf(1), Node.Process, Nonce(), limits, Node.Warn);
    }

    private static ulong Nonce() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private async Task EnterAsync(CancellationToken cancellationToken) =>
        // The handlers need it while it joins.
        _ = await Node.JoinAsync(Name, GroupOptions(), cancellationToken).ConfigureAwait(false);

    private GroupOptions GroupOptions() =>
        _options.Group with
        {
            Contract = Shortened(_host.Contract),
            State = StateTransfer.Of(
                _host.Save,
                state =>
                {
                    _host.Load(state.Span);
                    _space.Submissions.Completions.Run();
                }
            ),
            OnMessage = message =>
            {
                _host.Deliver(message.Sender, message.Payload, message.Position, message.View);
                _reached.Reach(message.Position);
                _space.Submissions.Completions.Run();
            },
            OnCall = call =>
            {
                ReadOnlyMemory<byte> answer = _space.Call(call.Payload.Span, call.Position, call.View);
                _reached.Reach(call.Position);
                return answer;
            },
            OnView = change =>
            {
                _host.Install(change);
                if (!change.IsReplayed)
                    _reached.Install(_host.Lineage, Group.Position);
                _options.Group.OnView?.Invoke(change);
            },
            OnStatus = change =>
            {
                if (change.Status is not (GroupStatus.Joining or GroupStatus.Active or GroupStatus.Changing))
                    _space.Doubt();
                if (change.Status == GroupStatus.Expelled)
                    _host.Expelled();
                _options.Group.OnStatus?.Invoke(change);
            },
            OnJoining = Use,
        };

    private void Use(Group group)
    {
        _group = group;
        _sender.Use(group);
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            Task ended = Group.Completion;
            await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            bool comesBack = Interlocked.Exchange(ref _diverged, 0) != 0 && !_disposing.IsCancellationRequested;
            if (comesBack && await ComeBackAsync().ConfigureAwait(false))
                continue;
            End(ended.Exception?.InnerException);
            if (ended.IsCompletedSuccessfully)
                _completion.TrySetResult();
            else
                _completion.TrySetException(ended.Exception!.InnerExceptions);
            _ = _completion.Task.Exception;
            return;
        }
    }

    private void End(Exception? failure)
    {
        _space.End(failure);
        // Those too that were made by a message in which the membership has ended.
        _space.Submissions.Completions.Run();
        _reached.End();
        _calls.End();
        _sender.Dispose();
    }

    private async Task<bool> ComeBackAsync()
    {
        _host.Expelled();
        try
        {
            await EnterAsync(_disposing.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is CohortException or OperationCanceledException or ObjectDisposedException)
        {
            Node.Warn($"group '{Name}': this replica had diverged, and could not get the state anew: {e.Message}");
            return false;
        }
    }

    // It handles nothing more, answers nobody and gives its state to nobody: the membership ends here, and another begins.
    private void Diverged(ulong updates, Member from)
    {
        string what =
            $"after {updates} updates the state of this replica differs from that of {from}: an update is not deterministic";
        Node.Warn($"group '{Name}': {what}. It leaves the group, and comes back with the state of the others");
        Volatile.Write(ref _diverged, 1);
        throw new InvalidDataException(what);
    }

    // Nothing is wrong with any state, but what was asked for is not done.
    private void WarnOfOtherComparison(Member member)
    {
        if (_hasWarnedOfComparison)
            return;
        _hasWarnedOfComparison = true;
        Node.Warn(
            $"group '{Name}': {member} compares states after other numbers of updates than this member, whose "
                + $"{nameof(ToolGroupOptions.CompareEvery)} is {_options.CompareEvery}. They are compared only where all members do so, and "
                + "nowhere where one never does: say the same at all"
        );
    }

    private static string Shortened(string contract)
    {
        if (contract.Length <= LongestContract)
            return contract;
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(contract)))[..DigestDigits];
        return $"{contract.AsSpan(0, LongestContract - DigestDigits - 2)}… {digest}";
    }

    private sealed class AwaitedRead(string group) : PendingRead
    {
        private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Passed => _passed.Task;

        public override void Pass() => _passed.TrySetResult();

        public override void End()
        {
            _passed.TrySetException(new MembershipOverException(group, "nothing can be read there any more"));
            // Whoever has stopped waiting need not look at it.
            _ = _passed.Task.Exception;
        }
    }
}
