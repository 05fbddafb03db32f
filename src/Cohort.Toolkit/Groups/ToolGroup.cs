using System.Collections.Immutable;
using Cohort.Toolkit.Calls;
using Cohort.Toolkit.ReplicatedObjects;
using Cohort.Toolkit.Tools;

namespace Cohort;

/// <summary>
/// A process's membership in a group whose members have the same tools: replicated objects, and what is made of them. It stays the
/// same object when the member is put out of the group and comes back.
/// </summary>
public sealed partial class ToolGroup : IObjectGroup, IAsyncDisposable
{
    private readonly ToolGroupOptions _options;
    private readonly GroupSender _sender = new();
    private readonly ImmutableArray<ObjectSlot> _objects;
    private readonly ImmutableArray<GroupTools.Served> _contracts;
    private readonly IReadOnlyList<Action<ToolGroup>> _equipment;
    private readonly ReachedPosition _reached;
    private readonly CallDesk _callDesk;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _disposing = new();
    private readonly Dictionary<(Type, string), object> _tools = [];

    // The tools are there, and can be given to whoever is to use them, before there is a node: they are of use when there are machines
    // and this process has become a member.
    private volatile Machines? _machines;
    private volatile Group? _group;
    private volatile bool _isJoined;

    private sealed record Machines(Node Node, ObjectSpace Space, CallSpace Calls, ToolHost Host);

    internal ToolGroup(string name, GroupTools tools, ToolGroupOptions options)
    {
        (Name, _options) = (name, options);
        (_objects, _contracts, _equipment) = (tools.Objects, tools.Contracts, tools.Equipment);
        _reached = new ReachedPosition(name);
        _callDesk = new CallDesk(
            name,
            () => Made.Calls.Outgoing,
            () => Node.Limits.MessageSize,
            options.Group.Durability == Durability.Log,
            RefuseInHandler,
            () => _group
        );
    }

    /// <summary>The node that is the member.</summary>
    /// <exception cref="GroupNotJoinedException">Nothing has been joined yet.</exception>
    public Node Node => Made.Node;

    /// <summary>The group's name in the cluster.</summary>
    public string Name { get; }

    /// <summary>The present membership. It is another one after a replica that had diverged was given the state anew.</summary>
    /// <exception cref="GroupNotJoinedException">Nothing has been joined yet.</exception>
    public Group Group => _group ?? throw NotJoined();

    /// <summary>Completes when the membership is over; fails as <see cref="Group.Completion"/> does.</summary>
    public Task Completion => _completion.Task;

    internal ObjectSpace Space => Made.Space;

    internal TimeProvider TimeProvider => _options.TimeProvider;

    /// <summary>An object of the group.</summary>
    /// <param name="name">The name that it was given.</param>
    /// <exception cref="ArgumentException">The group has no such object, or one of another class.</exception>
    public Replica<T> Get<T>(string name)
        where T : class, IReplicated<T>
    {
        ObjectSlot? found = _objects.FirstOrDefault(slot => slot.Name == name);
        if (found is null)
            throw new ArgumentException(
                $"Group '{Name}' has no object '{name}'. It has {string.Join(", ", _objects.Select(slot => slot.Name))}.",
                nameof(name)
            );
        return found is ObjectSlot<T> slot
            ? new Replica<T>(this, slot, _objects.IndexOf(found))
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
        ImmutableArray<Type> contracts = [.. _contracts.Select(served => served.Contract)];
        int place = contracts.IndexOf(typeof(T));
        return place >= 0
            ? new GroupCalls<T>(_callDesk, (byte)place)
            : throw new InvalidOperationException(
                $"Group '{Name}' does not serve {typeof(T)}. It serves "
                    + $"{(contracts.IsEmpty ? "nothing" : string.Join(", ", contracts))}. Name it at all members when they join: "
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
        if (!_isJoined)
        {
            update.Return();
            throw NotJoined();
        }
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
        return update.SubmitTo(Space.Submissions, cancellationToken);
    }

    Task IObjectGroup.PassBarrierAsync(CancellationToken cancellationToken)
    {
        RefuseInHandler("A read that waits for the group");
        RequireJoined();
        var read = new AwaitedRead(Name);
        Space.Barriers.Add(read);
        return read.Passed.WaitAsync(cancellationToken);
    }

    ulong IObjectGroup.Position => _reached.Position;

    Task IObjectGroup.ReachAsync(ulong position, CancellationToken cancellationToken)
    {
        RefuseInHandler("Waiting for a position");
        RequireJoined();
        return _reached.ReachAsync(position, cancellationToken);
    }

    void IObjectGroup.RequireJoined() => RequireJoined();

    private Machines Made => _machines ?? throw NotJoined();

    private void RequireJoined()
    {
        if (!_isJoined)
            throw NotJoined();
    }

    private GroupNotJoinedException NotJoined() => new(Name, WhyNotJoined);

    private void RefuseInHandler(string what)
    {
        if (_group?.Membership.InHandler == true)
            throw new InvalidOperationException(
                $"{what} of group '{Name}' was asked for in a handler of that group: in an update, by an observer, in a method that is "
                    + "called, before its first await, or when a view was installed. It would wait for that very handler to return. Do "
                    + "it from a task of your own, behind an await, or change the object in the update itself."
            );
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
