using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>
/// Reads the events of one process in one group and cuts them into memberships and stays. A membership ends with its
/// status (expelled, lost, ended), or where a view shows the process as another member or in another formation.
/// </summary>
internal sealed class TrackReader(ProcessInGroup track, MessageCatalog messages)
{
    private Membership? _membership;
    private Stay? _stay;
    private StateReplaced? _state;
    private GroupEvent? _before;
    private int _flushed;

    public ProcessInGroup Track { get; } = track;

    /// <summary>Which membership is under way, or will begin next.</summary>
    public int Current => _membership?.Ordinal ?? Track.Memberships.Count;

    public void Read(GroupEvent happened)
    {
        Take(happened);
        _before = happened;
    }

    private void Take(GroupEvent happened)
    {
        switch (happened)
        {
            case MessageDelivered delivered:
                OnDelivered(delivered);
                break;
            case MessageSent sent:
                OnSent(sent);
                break;
            case MessageAccepted accepted:
                OnAccepted(messages[accepted.Payload]);
                break;
            case MessageRejected rejected:
                messages[rejected.Payload].Refusal = rejected.Failure;
                break;
            case FlushCompleted flushed:
                OnFlushed(messages[flushed.LastPayload]);
                break;
            case ViewInstalled installed:
                OnView(installed);
                break;
            case StateReplaced state:
                OnState(state);
                break;
            case LeaveRequested:
                Open().LeaveRequested = true;
                break;
            case StatusChanged changed:
                OnStatus(changed);
                break;
            case MembershipEnded ended:
                End(ended.Status, ended.Told ?? ended.At);
                break;
        }
    }

    public void Complete()
    {
        foreach (SentMessage message in Track.Sends)
            if (message.AcceptedIn is { } ordinal && ordinal < Track.Memberships.Count)
                Track.Memberships[ordinal].Accepted.Add(message);
    }

    private void OnSent(MessageSent sent)
    {
        SentMessage message = messages[sent.Payload];
        message.Sent = sent;
        message.SentAt = new SendPoint(Current, _stay, _stay?.Deliveries.Count ?? 0, Track.Sends.Count);
        Track.Sends.Add(message);
        _stay?.Sends.Add(message);
    }

    private void OnAccepted(SentMessage message)
    {
        message.Accepted = true;
        if (message.SentAt.Membership == Current)
            message.AcceptedIn = Current;
    }

    private void OnFlushed(SentMessage last)
    {
        if (last.Sent is null)
            return;
        for (; _flushed <= last.SentAt.Call; _flushed++)
            Track.Sends[_flushed].Flushed = Track.Sends[_flushed].AcceptedIn == Current;
    }

    private void OnDelivered(MessageDelivered delivered)
    {
        // Before its first view, a joiner's deliveries alone tell which view they belong to.
        if (_stay is null || (_stay.Installed is null && _stay.Number != delivered.Id.View))
            _stay = Begin(Open(), delivered.Id.View, null);
        SentMessage message = messages[delivered.Payload];
        if (message.FirstDelivery is null)
        {
            message.FirstDelivery = delivered;
            message.Id = delivered.Id;
            message.FirstDeliveredIn = _stay;
        }
        var both = new Delivered(message, delivered);
        _stay.Deliveries.Add(both);
        if (delivered.Order == Order.Total)
            _stay.Totals.Add(both);
    }

    private void OnView(ViewInstalled installed)
    {
        if (_membership is not null && IsAnother(_membership, installed))
        {
            StateReplaced? untouched = _stay is { State: { } state, Deliveries.Count: 0 } ? state : null;
            End(null, null);
            _state = untouched;
        }
        Membership membership = Open();
        if (BeginsAgain(installed))
        {
            membership.Stays.Remove(_stay!);
            (_state, _stay) = (_stay!.State, null);
        }
        membership.Self ??= installed.Self;
        membership.Views.Add(installed);
        if (_stay is not null && _stay.Installed is null && _stay.Number == installed.Number)
            _stay.Installed = installed;
        else
            _stay = Begin(membership, installed.Number, installed);
    }

    private void OnState(StateReplaced state)
    {
        Membership membership = Open();
        _state = state;
        _stay = _stay?.Installed is { } installed ? Begin(membership, installed.Number, installed) : null;
    }

    private void OnStatus(StatusChanged changed)
    {
        Track.LastStatus = changed;
        if (changed.Status is GroupStatus.Expelled or GroupStatus.Lost or GroupStatus.Left or GroupStatus.Failed)
            End(changed.Status, changed.Told ?? changed.At);
    }

    private static bool IsAnother(Membership membership, ViewInstalled installed) =>
        (membership.Self is { } self && installed.Self is { } now && self != now)
        || (membership.Views.Count > 0 && membership.Views[0].Formation != installed.Formation);

    /// <summary>
    /// Whether a joiner that had to begin again was given a newer state and is now shown the view that this belongs to.
    /// One that the view promotes had loaded it in the view before.
    /// </summary>
    private bool BeginsAgain(ViewInstalled installed) =>
        _before is StateReplaced renewed
        && _stay is { Deliveries.Count: 0 }
        && _stay.State == renewed
        && !installed.Members.Any(member => member.Id == installed.Self && member.HoldsState);

    private Membership Open()
    {
        if (_membership is null)
        {
            _membership = new Membership(Track, Track.Memberships.Count);
            Track.Memberships.Add(_membership);
        }
        return _membership;
    }

    private Stay Begin(Membership membership, ViewNumber number, ViewInstalled? installed)
    {
        var stay = new Stay(membership, number)
        {
            Installed = installed,
            State = _state,
            LoadedInView = _state is not null && installed is not null && _stay?.Installed == installed,
        };
        _state = null;
        membership.Stays.Add(stay);
        return stay;
    }

    private void End(GroupStatus? status, TimeSpan? at)
    {
        if (_membership is not null)
            (_membership.Ended, _membership.EndedAt) = (status, at);
        _membership = null;
        _stay = null;
        _state = null;
    }
}
