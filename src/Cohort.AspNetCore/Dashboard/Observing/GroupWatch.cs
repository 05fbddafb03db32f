using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Dashboard.Observing;

/// <summary>Takes down the views, and what becomes of the memberships, of all groups of a node, those included that it joins later.</summary>
internal sealed class GroupWatch(Node node, EventJournal events, CancellationToken stopping)
{
    private readonly Dictionary<Group, (GroupStatus Status, Task Reading)> _watched = [];

    /// <summary>Looks whether there are new memberships, and what the others do. Calls do not overlap.</summary>
    public void Look()
    {
        IReadOnlyList<Group> present = node.Groups;
        foreach (Group group in present)
        {
            GroupStatus status = group.Status;
            if (!_watched.TryGetValue(group, out (GroupStatus Status, Task Reading) known))
                _watched[group] = (status, ReadAsync(group));
            else if (known.Status != status)
            {
                Tell(group, status);
                _watched[group] = known with { Status = status };
            }
        }
        foreach (Group over in _watched.Keys.Except(present).ToList())
        {
            if (_watched[over].Status != over.Status)
                Tell(over, over.Status);
            _watched.Remove(over);
        }
    }

    private void Tell(Group group, GroupStatus status)
    {
        string reason = group.StatusReason;
        events.Add(
            ClusterEvent.StatusKind,
            reason.Length > 0 ? $"{status}: {reason}" : $"{status}",
            group.Name,
            about: node.Name
        );
    }

    private async Task ReadAsync(Group group)
    {
        try
        {
            await foreach (ViewChange change in group.ReadViewsAsync(stopping).ConfigureAwait(false))
                if (!change.IsReplayed)
                    Installed(group.Name, change);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The application stops.
        }
        catch (CohortException e)
        {
            events.Add(ClusterEvent.WarningKind, e.Message, group.Name);
        }
    }

    private void Installed(string group, ViewChange change)
    {
        View view = change.View;
        events.Add(
            ClusterEvent.ViewKind,
            view.ToString(),
            group,
            new ViewDetail(
                view.Number.Value,
                view.Group.ToString(),
                [.. view.Members.Take(ReportLimits.Members).Select(member => member.Name)],
                [.. change.Joined.Take(ReportLimits.Members).Select(member => member.Name)],
                [.. change.Left.Take(ReportLimits.Members).Select(member => member.Name)],
                [.. change.Promoted.Take(ReportLimits.Members).Select(member => member.Name)]
            )
        );
    }
}
