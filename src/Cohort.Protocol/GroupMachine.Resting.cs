namespace Cohort.Protocol;

/// <summary>When nothing is done for a group, and what it keeps meanwhile.</summary>
internal sealed partial class GroupMachine
{
    /// <summary>Whether it takes part in the steps of its node: it has something to do, or something has come for it.</summary>
    public bool IsAwake { get; private set; }

    /// <summary>Since when it has taken part in none.</summary>
    public Instant RestingSince { get; private set; }

    /// <summary>Whether somebody looks, from time to time, whether it has rested for long.</summary>
    public bool IsToBeTidied { get; set; }

    /// <summary>Something has come for it, after a while in which it did nothing.</summary>
    public void Wake()
    {
        IsAwake = true;
        _view?.Wake();
    }

    /// <summary>Rests where nothing goes on by itself: a settled view, all of whose members have all that this one has to say.
    /// True where it does.</summary>
    public bool TryRest()
    {
        IsAwake = !(
            !Ended
            && !_leaving
            && _status == GroupStatus.Active
            && _view is { IsQuiet: true }
            && _seeker is null
            && _recipient is null
            && _installing is null
            && _enrolment?.NextLook is null
            && _sends.IsEmpty
            && _lagNotice.Text.Length == 0
            && NobodyJoins()
            && _donor is { IsIdle: true }
            && _compaction is not { IsIdle: false }
            && _retired is not { IsIdle: false }
        );
        RestingSince = _context.Now;
        return !IsAwake;
    }

    /// <summary>It has rested for long: it keeps no more than what it is. All are in its view and have been for a while, so
    /// nobody needs what ended the view before; who was left out of that learns that it is no member.</summary>
    public void Tidy()
    {
        _retired = null;
        _view!.Streams.Tidy();
        _context.Emit(new Output { Kind = OutputKind.Resting, Group = Handle });
    }

    private bool NobodyJoins()
    {
        if (!_joins.IsEmpty)
            _joins.Forget(_context.Now);
        return _joins.IsEmpty;
    }
}
