using Cohort.Protocol.Governance;
using Cohort.Protocol.Links;
using Cohort.Protocol.Views;

namespace Cohort.Protocol;

/// <summary>The groups of the node: joining them, finding the one that something is for, and their part in a step.</summary>
public sealed partial class NodeMachine
{
    private void TakeForGroup(in Input input)
    {
        if (_groups.At(input.Group) is not { } group)
        {
            if (input.Kind is InputKind.Send or InputKind.Flush)
                Reject(input.Group, input.Ticket);
            return;
        }
        _groups.Wake(group);
        switch (input.Kind)
        {
            case InputKind.Leave:
                group.Leave();
                break;
            case InputKind.Send:
                group.Send(input);
                break;
            case InputKind.Flush:
                group.Flush(input.Ticket, input.Amount);
                break;
            case InputKind.Consumed:
                group.Consumed(input.Amount);
                break;
            case InputKind.StateTaken:
                group.StateTaken(input.Ticket, input.Bytes);
                break;
            case InputKind.StateNotTaken:
                group.StateNotTaken(input.Ticket, input.Text);
                break;
            case InputKind.LogRead:
                group.LogRead(input.Ticket, input.Bytes);
                break;
            case InputKind.LogNotRead:
                group.LogNotRead(input.Ticket);
                break;
            case InputKind.StateLoaded:
                group.StateLoaded(input.Ticket);
                break;
            case InputKind.ApplicationFailed:
                group.Fail(input.Text);
                break;
            case InputKind.ReadLags:
                group.ReadLags();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Join(int handle, GroupSettings settings)
    {
        GroupMachine? earlier = _groups.Named(settings.Name);
        if (earlier is { Ended: false } || _groups.At(handle) is { Ended: false })
        {
            Refuse(handle, $"this node has already joined group '{settings.Name}'");
            return;
        }
        if (Settings.Witness)
        {
            Refuse(handle, $"this node is a witness, which is in no group: join '{settings.Name}' at another one");
            return;
        }
        if (settings.Governed && _root is null)
        {
            Refuse(handle, $"group '{settings.Name}' is governed, and this node takes no part in the root group");
            return;
        }
        if (settings.Durable && WhyNotDurable(settings) is { } reason)
        {
            Refuse(handle, reason);
            return;
        }
        // A membership that is over serves the others only until the same group is joined again.
        if (earlier is not null)
            Remove(earlier);
        var context = new GroupContext(
            handle,
            settings,
            Settings,
            _links,
            _past,
            _clock,
            _random,
            _memory,
            _scratch,
            _outputs
        )
        {
            Journal = settings.Durable ? _journal : null,
        };
        RootGroup? root = settings.Governed ? _root : null;
        IViewAuthority authority = root is null
            ? new SelfGoverned(_anchor)
            : new GovernedByRoot(root, Settings.Process, settings.Durable);
        Enrolment? enrolment = root is null && _root is { } cluster ? new Enrolment(context, cluster) : null;
        _groups.Add(new GroupMachine(context, authority, root, Settings.Name, Settings.Process, enrolment));
    }

    private string? WhyNotDurable(GroupSettings settings)
    {
        if (_journal is null)
            return $"group '{settings.Name}' keeps a log, and this node has no folder for one";
        if (_journal.Failure is { } failure)
            return $"group '{settings.Name}' keeps a log, and the disk of this node has failed: {failure}";
        return settings is { Governed: true, HasState: true }
            ? null
            : $"group '{settings.Name}' keeps a log, which only governed groups with state can";
    }

    private void DiskFailed(string reason)
    {
        _journal!.Fail(reason);
        foreach (GroupMachine group in _groups.All)
        {
            if (!group.IsDurable)
                continue;
            _groups.Wake(group);
            group.Fail($"the disk of this node has failed: {reason}");
        }
    }

    private void Refuse(int handle, string reason) =>
        _outputs.Add(
            new Output
            {
                Kind = OutputKind.Ended,
                Group = handle,
                Status = GroupStatus.Failed,
                Detail = reason,
            }
        );

    private GroupMachine? GroupNamed(string name)
    {
        if (_root is { } root && name == RootGroup.Name)
            return root.Machine;
        if (_groups.Named(name) is not { } group)
            return null;
        _groups.Wake(group);
        return group;
    }

    private GroupMachine? GroupKnowing(GroupId formation)
    {
        if (_root is { } root && root.Machine.Knows(formation))
            return root.Machine;
        if (_groups.Knowing(formation) is not { } group)
            return null;
        _groups.Wake(group);
        return group;
    }

    private void TellGroups()
    {
        while (_links.Events.TryDequeue(out LinkEvent change))
        {
            if (_root is { Machine: { Ended: false } root })
                Tell(root, change);
            foreach (GroupMachine group in _groups.All)
            {
                if (group.Ended)
                    continue;
                if (group.Has(change.Process))
                    _groups.Wake(group);
                Tell(group, change);
            }
        }
    }

    private static void Tell(GroupMachine group, LinkEvent change)
    {
        if (change.Kind == LinkEventKind.Up)
            group.LinkUp(change.Process);
        else if (change.Kind == LinkEventKind.BulkDown)
            group.BulkDown(change.Process);
        else
            group.LinkSuspected(change.Process);
    }

    private void AdvanceGroups()
    {
        AdvanceRoot();
        _groups.Advance();
        // What the groups have asked of the root may be answered at once, and then they go on.
        for (int rounds = 0; _root is { HasWork: true }; rounds++)
        {
            Invariant.Check(rounds < 64);
            AdvanceRoot();
            for (int at = 0; at < _groups.Awake.Count; at++)
                if (_groups.Awake[at].IsGoverned)
                    _groups.Awake[at].Advance();
        }
    }

    /// <summary>A group in which nothing happens may hold the log that the others write, and so may one that has ended, or that this node has
    /// left.</summary>
    private void LookForHolders()
    {
        if (_journal?.Retention is not { } retention || !retention.TakeGrowth())
            return;
        retention.Release(name =>
            Member(name) is null && _root is { } root && (root.HasEnded(name) || root.GoesOnWithoutThisNode(name))
        );
        foreach (GroupMachine group in _groups.All)
            if (group.IsDurable && !group.Ended && retention.IsDue(retention.Of(group.Name)))
                _groups.Wake(group);
    }

    private void Remove(GroupMachine group)
    {
        _groups.Remove(group);
        _links.Want(group.LinkWants, [], []);
        _wantsChanged = true;
    }

    private void AdvanceRoot()
    {
        if (_root is not { } root)
            return;
        root.Advance(leaseWanted: _groups.AnyGoverned);
        if (_heldLease != root.HoldsLease)
        {
            _heldLease = root.HoldsLease;
            foreach (GroupMachine group in _groups.All)
                if (group.IsGoverned)
                    _groups.Wake(group);
        }
        while (root.TryTakeEvent(out DirectoryEvent? change))
        {
            if (_groups.Named(change!.Name) is not { } group)
                continue;
            _groups.Wake(group);
            if (group.IsGoverned)
                group.Directed(change);
        }
        if (_processChangesSeen != root.Directory.ProcessChanges)
        {
            _processChangesSeen = root.Directory.ProcessChanges;
            foreach (GroupMachine group in _groups.All)
            {
                if (!group.IsGoverned)
                    continue;
                _groups.Wake(group);
                group.ProcessesChanged();
            }
        }
        root.Look(_hasMember);
    }

    private bool HasMember(DirectoryEntry entry, MemberId member) =>
        _groups.Knowing(entry.Id)?.IsIn(entry.Id, member) == true
        || _groups.Named(entry.Name)?.IsFounding(entry.Id) == true;

    /// <summary>Takes in what groups have come to want, and lets those that are over go. True where that changes anything.</summary>
    private bool UpdateWants()
    {
        if (_root is { Machine.WantsChanged: true } root)
            UpdateWants(root.Machine);
        for (int at = _groups.Awake.Count - 1; at >= 0; at--)
        {
            GroupMachine group = _groups.Awake[at];
            if (group.Finished)
                Remove(group);
            else if (group.WantsChanged)
                UpdateWants(group);
        }
        bool changed = _wantsChanged;
        _wantsChanged = false;
        return changed;
    }

    private void UpdateWants(GroupMachine group)
    {
        group.WantsChanged = false;
        _wantedProcesses.Clear();
        _wantedAddresses.Clear();
        group.Wants(_wantedProcesses, _wantedAddresses);
        _links.Want(group.LinkWants, _wantedProcesses, _wantedAddresses);
        _wantsChanged = true;
    }

    private GroupMachine? Member(string name) => _groups.Named(name) is { Ended: false } group ? group : null;

    private void Reject(int group, long ticket) =>
        _outputs.Add(
            new Output
            {
                Kind = OutputKind.Rejected,
                Group = group,
                Ticket = ticket,
                Failure = Failure.NoSuchGroup,
            }
        );
}
