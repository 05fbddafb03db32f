using System.Collections.Immutable;
using Cohort.Protocol;

namespace Cohort.Toolkit.Calls;

/// <summary>
/// Who is to reply to one call, and who has (Q1): the members that hold the state in the view in which the call is delivered. By
/// virtual synchrony (D3) a reply that has not come when a view without its member is installed never comes. A reply may be
/// delivered before the call itself is, which has to wait for its place in the order: it is kept until then.
/// </summary>
internal sealed class ReplyMap(PendingCall call)
{
    private readonly record struct Early(MemberId From, ReplyOutcome Outcome, byte[] Content);

    private readonly List<Early> _early = [];
    private ImmutableArray<Member> _expected;
    private bool[] _hasReplied = [];
    private int _left;
    private int _values;

    /// <summary>Whether it is over: there is what was wanted, or it cannot come any more.</summary>
    public bool IsSettled => IsDelivered && (call.Wanted.IsAll ? _left == 0 : WasReached || _values + _left < Needed);

    private bool IsDelivered => !_expected.IsDefault;

    private int Needed => call.Wanted.Of(_expected.Length);

    private bool WasReached => _values >= Needed;

    /// <summary>The call is delivered in a view.</summary>
    public void Deliver(View view)
    {
        if (IsDelivered)
            return;
        _expected = call.Target is { } target ? [target] : [.. view.Members.Where(member => member.HoldsState)];
        (_hasReplied, _left) = (new bool[_expected.Length], _expected.Length);
        call.Delivered(view, _expected);
        foreach (Early early in _early)
            Take(early.From, early.Outcome, early.Content);
        _early.Clear();
        // One that it is for may be gone by now, or be no full member yet.
        if (call.Target is { } only && !(view.RankOf(only.Id) is var rank and >= 0 && view.Members[rank].HoldsState))
            TellGone(0);
    }

    /// <summary>A reply has come.</summary>
    public void Take(MemberId from, ReplyOutcome outcome, ReadOnlySpan<byte> content)
    {
        if (!IsDelivered)
        {
            if (!_early.Exists(early => early.From == from))
                _early.Add(new Early(from, outcome, content.ToArray()));
            return;
        }
        int place = PlaceOf(from);
        if (IsSettled || place < 0 || _hasReplied[place])
            return;
        Take(place, outcome, content);
        if (Mutants.Has(Mutant.ReplyTakenTwice))
            Take(place, outcome, content);
    }

    /// <summary>A view is installed: the replies of those that are not in it do not come any more.</summary>
    public void Install(View view)
    {
        if (!IsDelivered || Mutants.Has(Mutant.AbsenceUntold))
            return;
        for (int place = 0; place < _expected.Length && !IsSettled; place++)
            if (!_hasReplied[place] && view.RankOf(_expected[place].Id) < 0)
                TellGone(place);
    }

    /// <summary>Tells the call that it is settled.</summary>
    public void Settle() => call.Settled(WasReached, [.. _expected.Where((_, place) => !_hasReplied[place])]);

    private void TellGone(int place)
    {
        if (!_hasReplied[place])
            Take(place, ReplyOutcome.Gone, []);
    }

    private void Take(int place, ReplyOutcome outcome, ReadOnlySpan<byte> content)
    {
        _left -= _hasReplied[place] ? 0 : 1;
        _hasReplied[place] = true;
        if (outcome == ReplyOutcome.Value)
            _values++;
        call.Replied(_expected[place], outcome, content);
    }

    private int PlaceOf(MemberId member)
    {
        for (int place = 0; place < _expected.Length; place++)
            if (_expected[place].Id == member)
                return place;
        return -1;
    }
}
