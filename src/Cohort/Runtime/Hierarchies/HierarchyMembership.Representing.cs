using Cohort.Protocol.Hierarchy;
using Cohort.Runtime.Groups;

namespace Cohort.Runtime.Hierarchies;

/// <summary>The membership in the parent, while it is this member's turn to represent its leaf.</summary>
internal sealed partial class HierarchyMembership
{
    private SendLine _toParent = new();
    private StandingMembership? _representation;
    private Task _representing = Task.CompletedTask;

    public bool IsRepresentative
    {
        get
        {
            lock (_lock)
                return _machine.IsRepresentative;
        }
    }

    private void LoseParent()
    {
        lock (_lock)
        {
            _machine.Parent.Lost();
            _toParent.End();
            _toParent = new SendLine();
        }
    }

    /// <summary>Is in the parent while this member is one of those that represent the leaf.</summary>
    private void Represent()
    {
        StandingMembership? ended = null;
        lock (_lock)
        {
            bool wants = _machine.IsRepresentative && !_stop.IsCancellationRequested;
            if (wants && _representation is null)
                BeginToRepresent();
            else if (!wants && _machine.IsMember)
                (ended, _representation) = (_representation, null);
        }
        ended?.Stop();
    }

    private void BeginToRepresent()
    {
        string parent = HierarchyNames.ParentOf(_group.Name);
        var representation = new StandingMembership(_group.Node, parent, ParentOptions, _settings.Patience)
        {
            OnJoined = group =>
            {
                SendLine line = Locked(() => _toParent);
                _tasks.Run(() => line.RunAsync(group));
            },
            OnEnded = failure =>
            {
                LoseParent();
                // Who founds a leaf for which the parent has no room gets nothing there.
                if (failure is JoinRefusedException refusal && !_inLeaf.Task.IsCompleted)
                {
                    _refusal = refusal;
                    _ = _stop.CancelAsync();
                }
                else if (failure is not null)
                    _settings.Warn(
                        $"This node is to represent its leaf in hierarchical group '{_group.Name}', and could not: {failure.Message}"
                    );
            },
        };
        Task before = _representing;
        _representation = representation;
        _representing = Task.Run(async () =>
        {
            // The one before may still be leaving.
            await before.ConfigureAwait(false);
            await representation.RunAsync().ConfigureAwait(false);
        });
        _tasks.Watch(_representing);
    }

    private async Task StopRepresentingAsync()
    {
        StandingMembership? ended;
        lock (_lock)
            (ended, _representation) = (_representation, null);
        ended?.Stop();
        await _representing.ConfigureAwait(false);
    }

    private GroupOptions ParentOptions() =>
        OptionsFor(_machine.Parent, ParentAsync, _ => LoseParent()) with
        {
            MaxMembers = _settings.MostMembers,
            // One that was put out joins anew, as after every other end: what is sent in the parent has a line for each membership.
            Rejoin = false,
        };

    private ValueTask ParentAsync(Action step, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            step();
            // The parent tells nothing that the application hears.
            Queue(null);
        }
        return ValueTask.CompletedTask;
    }
}
