using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Cohort.Toolkit.Calls;
using Cohort.Toolkit.ReplicatedObjects;
using Cohort.Toolkit.Tools;

namespace Cohort;

// How it comes to be a member, what it does as one, and how that ends.
public sealed partial class ToolGroup
{
    private const int LongestContract = 100;
    private const int DigestDigits = 8;

    private Exception? _refusal;
    private int _diverged;
    private bool _hasWarnedOfComparison;

    /// <summary>Whether this process has been a member with the state of the group.</summary>
    internal bool IsJoined => _isJoined;

    /// <summary>The membership, where it has begun to join.</summary>
    internal Group? Membership => _group;

    /// <summary>Where it is not joined: what it waits for, for people.</summary>
    internal string WhyNotJoined =>
        _refusal is { } refusal ? refusal.Message
        : _group is not { } group ? "nothing has been asked of its node yet"
        : $"it is {group.Status}: {group.StatusReason}";

    internal static async Task<ToolGroup> JoinAsync(
        Node node,
        string name,
        GroupTools tools,
        ToolGroupOptions options,
        CancellationToken cancellationToken
    )
    {
        options.Check();
        var group = new ToolGroup(name, tools, options);
        await group.JoinAsync(node, cancellationToken).ConfigureAwait(false);
        return group;
    }

    /// <summary>Joins, once.</summary>
    internal async Task JoinAsync(Node node, CancellationToken cancellationToken)
    {
        _machines = MachinesAt(node);
        // Before it joins, so that nothing is missed.
        foreach (Action<ToolGroup> equip in _equipment)
            equip(this);
        try
        {
            await EnterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Volatile.Write(ref _refusal, e);
            End(e);
            throw;
        }
        node.Watch(WatchAsync());
    }

    private Machines MachinesAt(Node node)
    {
        TimeProvider time = _options.TimeProvider;
        var space = new ObjectSpace(
            _objects,
            _sender.PortOf(0),
            Nonce(),
            time.GetUtcNow,
            _options.CompareEvery,
            mostBytes: node.Limits.MessageSize,
            mostPending: _options.MaxPendingUpdates,
            delivery: _options.Group.Durability == Durability.Log ? Delivery.Durable : Delivery.Stable
        );
        space.Comparison.Diverged += Diverged;
        space.Comparison.ComparedOtherwise += WarnOfOtherComparison;
        CallSpace calls = CallsAt(node);
        return new Machines(node, space, calls, new ToolHost([space, calls]));
    }

    private CallSpace CallsAt(Node node)
    {
        const int headers = ToolMessage.HeaderSize + ReplyHeader.Size;
        int mostReply = Math.Min(_options.MaxReplyBytes, node.Limits.MessageSize - headers);
        var limits = new CallLimits(_options.MaxUnansweredCalls, _options.MaxRunningCalls, mostReply);
        ImmutableArray<CallTarget> targets = [.. _contracts.Select(served => served.Target(Name, node.Warn))];
        return new CallSpace(targets, _sender.PortOf(1), node.Process, Nonce(), limits, node.Warn);
    }

    private static ulong Nonce() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private async Task EnterAsync(CancellationToken cancellationToken) =>
        // The handlers need it while it joins.
        _ = await Node.JoinAsync(Name, GroupOptions(Made), cancellationToken).ConfigureAwait(false);

    private GroupOptions GroupOptions(Machines machines)
    {
        (_, ObjectSpace space, _, ToolHost host) = machines;
        return _options.Group with
        {
            Contract = Shortened(host.Contract),
            State = StateTransfer.Of(
                host.Save,
                state =>
                {
                    host.Load(state.Span);
                    space.Submissions.Completions.Run();
                }
            ),
            OnMessage = message =>
            {
                host.Deliver(message.Sender, message.Payload, message.Position, message.View);
                _reached.Reach(message.Position);
                space.Submissions.Completions.Run();
            },
            OnCall = call =>
            {
                ReadOnlyMemory<byte> answer = space.Call(call.Payload.Span, call.Position, call.View);
                _reached.Reach(call.Position);
                return answer;
            },
            OnView = change =>
            {
                host.Install(change);
                if (!change.IsReplayed)
                {
                    _reached.Install(host.Lineage, Group.Position);
                    _isJoined = true;
                }
                _options.Group.OnView?.Invoke(change);
            },
            OnStatus = change =>
            {
                if (change.Status is not (GroupStatus.Joining or GroupStatus.Active or GroupStatus.Changing))
                    space.Doubt();
                if (change.Status == GroupStatus.Expelled)
                    host.Expelled();
                _options.Group.OnStatus?.Invoke(change);
            },
            OnJoining = Use,
        };
    }

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
        (_, ObjectSpace space, CallSpace calls, _) = Made;
        space.End(failure);
        // Those too that were made by a message in which the membership has ended.
        space.Submissions.Completions.Run();
        _reached.End();
        calls.End();
        _sender.Dispose();
    }

    private async Task<bool> ComeBackAsync()
    {
        Made.Host.Expelled();
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
}
