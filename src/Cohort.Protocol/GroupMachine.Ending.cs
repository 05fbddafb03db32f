using Cohort.Protocol.Views;

namespace Cohort.Protocol;

/// <summary>How a membership ends: it leaves, or fails.</summary>
internal sealed partial class GroupMachine
{
    /// <summary>The application failed: this member stops as if it had crashed, and says so, so that the others need not wait.
    /// They stay equal to each other: none of them has seen anything of the failure.</summary>
    public void Fail(string reason)
    {
        if (Ended)
            return;
        if (_view is { } view)
        {
            view.Reports.SuspectSelf();
            view.Reports.Send();
        }
        End(GroupStatus.Failed, reason);
    }

    /// <summary>Leaves: at once where nobody would miss it, else with a view change that takes a bounded time.</summary>
    public void Leave()
    {
        if (Ended || _leaving)
            return;
        if (_view is null)
        {
            End(GroupStatus.Left, "left on request");
            return;
        }
        _leaving = true;
        _leaveBy = _context.Now + 3 * _context.Node.SuspicionTime;
        TellLeave(_view);
    }

    /// <summary>The others hear of it when all is sent that was promised to be, if that takes no more than half the time.</summary>
    private bool TellLeave(ActiveView view)
    {
        bool hasTime = _leaveBy - _context.Now > 3 * _context.Node.SuspicionTime / 2;
        if (!_leaving || view.Reports.Leaving(view.Streams.Self) || (hasTime && _sends.HasPromised))
            return false;
        view.Reports.Leave();
        return true;
    }

    private void LeaveInTime()
    {
        if (_leaving && !Ended && (_context.Now >= _leaveBy || !_authority.MayWork))
        {
            _view?.Reports.SuspectSelf();
            _view?.Reports.Send();
            End(GroupStatus.Left, "left without the others' agreement, which did not come in time");
        }
    }

    private void End(GroupStatus status, string reason, Failure failure = Failure.None)
    {
        if (_view is { } last)
            _enrolment?.End(last.View.Group, _self.Id);
        Forget();
        CloseFeed();
        _sends.Fail();
        AbandonState();
        Ended = true;
        _status = status;
        (_seeker, _view, _donor, _recipient, _installing) = (null, null, null, null, null);
        _lingerUntil = _context.Now + 2 * _context.Node.SuspicionTime;
        WantsChanged = true;
        _context.Emit(
            new Output
            {
                Kind = OutputKind.Ended,
                Group = Handle,
                Status = status,
                Failure = failure,
                Detail = reason,
            }
        );
    }

    /// <summary>Whatever others still believe of this membership, it is over.</summary>
    private void Forget()
    {
        if (_view is { } view)
            _context.Past.End(view.View.Group, view.View.Number.Value + 1);
        else if (_seeker is { Target: { } target })
            _context.Past.End(target, _context.Past.FloorOf(target));
    }
}
