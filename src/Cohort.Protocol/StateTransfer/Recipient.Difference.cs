using Cohort.Protocol.Durability;

namespace Cohort.Protocol.StateTransfer;

/// <summary>Catching up by the difference: what this node's log has of the group, and then what it lacks.</summary>
internal sealed partial class Recipient
{
    private (CopyEnd End, ViewNumber Until)? _asked;
    private bool _isReplaying;
    private bool _isOfNoUse;

    // What its log has of the group leads up to the view from which on it has all that comes. It serves once, and only an application that
    // has seen nothing of the group yet: else that would be told of the same again.
    private (CopyEnd End, ViewNumber Until)? EndOfLog(ViewNumber present) =>
        context.Group.Copy is { } copy
        && context.Retained is { Counting: not null }
        && !deliveries.WasLive
        && !_isOfNoUse
        && _mustCover.Delivered.Length == 0
        && _mustCover.View <= present
            ? (CopyEnd.Of(copy), _mustCover.View)
            : null;

    /// <summary>All that its log lacks is there: the application is told of what it has, and then of what it lacked, as of long ago. What was
    /// delivered since follows.</summary>
    private void TakeDifference()
    {
        GroupCopy copy = context.Group.Copy!;
        Journal journal = context.Journal!;
        var place = new LogPlace(IsFormer: false, journal.Last + 1, journal.Bytes);
        var difference = Difference.Read(_bytes.AsMemory(0, _have), place, context.Limits);
        (CopyEnd end, ViewNumber until) = _asked!.Value;
        if (difference?.Answers(end, first.Group, until) != true || !difference.Continues(copy))
        {
            _isOfNoUse = true;
            Cancel();
            return;
        }
        _isReplaying = true;
        _ticket = copy.Label is null ? 0 : (long)_request;
        _donor = null;
        long before = journal.Bytes;
        _kept = StateRecords.WriteDifference(journal, first.Group, until, _bytes.AsSpan(0, _have));
        context.Retained!.Grew(journal.Bytes - before);
        // What counts begins where it did: the former copy is a part of it.
        if (Mutants.Has(Mutant.DifferenceReplacesCopy))
            context.Retained.CountsWith(_kept, 0);
        else
            context.Retained.Abandon();
        if (Mutants.Has(Mutant.DifferenceNotKept))
            _kept = 0;
        copy.TakeDifference(difference, []);
        Replay.CatchUp(context, copy, deliveries, _ticket);
        (_bytes, _have, _complete, _isDifference) = ([], 0, false, false);
    }
}
