using System.Collections.Immutable;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// U2: when a <c>Durable</c> message is delivered, every member of the view that holds the state has it on its disk, and where it is
/// delivered as part of the cut, every one that goes on with the state; a joiner comes to hold the state only when it has that on its
/// disk; what is on a disk is still there when a process opens the log next, or in a state that is, unless the group has gone on without that
/// process, or it is of a joiner that did not have the state there; and a formation that goes on from a log has all that was ever delivered in
/// the one that is gone, and delivers it again in the same order.
/// </summary>
public sealed class OnEveryDisk : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "U2";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var judge = new Judging();
        return history.Events.SelectMany(judge.Take).Select(text => new Violation(Property, text));
    }

    private sealed class Judging
    {
        private readonly Dictionary<(string Address, GroupId, ViewNumber), ImmutableArray<ulong>> _disks = [];
        private readonly Dictionary<(string Address, GroupId, ViewNumber), ImmutableArray<ulong>> _found = [];
        private readonly Dictionary<(GroupId, ViewNumber), ImmutableArray<Member>> _views = [];
        private readonly Dictionary<ProcessId, (GroupId, ViewNumber)> _current = [];
        private readonly List<DurableDelivered> _delivered = [];
        private readonly List<DurableDelivered> _everDelivered = [];
        private readonly Dictionary<(string Address, GroupId), LogHasState> _contained = [];
        private readonly HashSet<(MemberId, GroupId)> _joiners = [];
        private readonly HashSet<(ProcessId, GroupId)> _states = [];
        private readonly Dictionary<GroupId, LogHasState> _foundStates = [];
        private readonly LoggedFormations _replaced = new();
        private readonly UnfinishedCopies _unfinished = new();
        private readonly ReplayedWhole _replays = new();

        // What was on disks that a process has begun anew: who was told of it relied on it rightly, and it is there no more.
        private readonly HashSet<(string Address, GroupId, ViewNumber)> _gone = [];
        private string? _opening;

        public IEnumerable<string> Take(HistoryEvent happened)
        {
            // What was delivered in a step in which no view followed had to be on all disks of the view that it was delivered in.
            if (_delivered.Count > 0 && happened is not ProcessCrashed && IsElsewhere(happened))
                foreach (string text in Judge(null))
                    yield return text;
            if (_opening is not null && !IsFound(happened))
                foreach (string text in JudgeOpened())
                    yield return text;
            switch (happened)
            {
                case LogReplaced replaced:
                    Forget(replaced.Process.Address);
                    break;
                case LogOpened opened:
                    _opening = opened.Process.Address;
                    break;
                case LogSynced row:
                    _replaced.Take(row);
                    (_opening is null ? _disks : _found)[(row.Process.Address, row.Formation, row.View)] = row.Row;
                    _gone.Remove((row.Process.Address, row.Formation, row.View));
                    break;
                case ProcessCrashed:
                    // In the midst of a step: whether a view would have followed nobody knows.
                    _delivered.Clear();
                    break;
                case ReplayBegan began:
                    _replays.Take(began);
                    break;
                case MessageReplayed replayed:
                    _replays.Take(replayed);
                    break;
                case LogContinues continues:
                    _replays.Take(continues);
                    _replaced.Take(continues);
                    foreach (string text in JudgeContinuation(continues))
                        yield return text;
                    break;
                case LogHasState state:
                    _contained[(state.Process.Address, state.Formation)] = state;
                    _unfinished.Take(state);
                    if (_opening is null)
                        _states.Add((state.Process, state.Formation));
                    else
                        _foundStates[state.Formation] = state;
                    break;
                case LogHasDifference difference:
                    _replaced.Take(difference);
                    _unfinished.Take(difference);
                    if (_opening is null)
                        _states.Add((difference.Process, difference.Formation));
                    break;
                case LoggedViewBegan view:
                    foreach (string text in JudgeJoiners(view).Concat(_replays.Judge(view, _everDelivered)))
                        yield return text;
                    _current[view.Process] = (view.Formation, view.Number);
                    _views[(view.Formation, view.Number)] = view.Members;
                    _replaced.Take(view);
                    _unfinished.Take(view);
                    if (_delivered.Count > 0)
                        foreach (string text in Judge(view.Members))
                            yield return text;
                    break;
                case DurableDelivered delivered:
                    _everDelivered.Add(delivered);
                    // What a joiner had kept until it had the state is told of in later views.
                    if (_current[delivered.Process] == (delivered.Formation, delivered.Id.View))
                        _delivered.Add(delivered);
                    break;
            }
        }

        private void Forget(string address)
        {
            _gone.UnionWith(_disks.Keys.Where(place => place.Address == address));
            foreach (var place in _contained.Keys.Where(place => place.Address == address).ToArray())
                _contained.Remove(place);
        }

        private bool IsFound(HistoryEvent happened) =>
            happened is LogSynced or LogHasState or LogHasDifference && happened.Process.Address == _opening;

        private IEnumerable<string> JudgeJoiners(LoggedViewBegan view)
        {
            foreach (Member member in view.Members)
                if (!member.HoldsState)
                    _joiners.Add((member.Id, view.Formation));
                else if (
                    _joiners.Remove((member.Id, view.Formation)) && !_states.Contains((member.Process, view.Formation))
                )
                    yield return $"{member} holds the state of {view.Group} from {view.Number} on, and does not have it on its disk";
        }

        /// <summary>Whoever goes on from a log has all that was ever delivered in the formation that is gone.</summary>
        private IEnumerable<string> JudgeContinuation(LogContinues continues)
        {
            foreach (DurableDelivered delivered in _everDelivered)
            {
                if (delivered.Formation != continues.Of || IsInState(continues.Process.Address, delivered))
                    continue;
                MessageId id = delivered.Id;
                bool isThere =
                    id.View < continues.View || (id.View == continues.View && id.Number <= continues.Cut[id.Rank]);
                if (!isThere || !IsThere(continues.Process.Address, delivered))
                    yield return $"{continues.Process} goes on as {continues.Formation} from {continues.View} of {continues.Of}, "
                        + $"without {id}, which {delivered.Process} has delivered and is Durable";
            }
        }

        private bool IsInState(string address, DurableDelivered delivered) =>
            _contained.TryGetValue((address, delivered.Formation), out LogHasState? state)
            && (
                delivered.Id.View < state.View
                || (delivered.Id.View == state.View && delivered.Id.Number <= state.Delivered[delivered.Id.Rank])
            );

        private bool IsElsewhere(HistoryEvent happened) =>
            happened.Process != _delivered[0].Process
            || happened.At != _delivered[0].At
            || (happened is LoggedViewBegan view && view.Formation != _delivered[0].Formation)
            || (happened is DurableDelivered other && other.Formation != _delivered[0].Formation);

        private IEnumerable<string> Judge(ImmutableArray<Member>? next)
        {
            foreach (DurableDelivered delivered in _delivered)
            foreach (Member member in _views[(delivered.Formation, delivered.Id.View)])
                if (MustHave(member, next) && !Has(member, delivered))
                    yield return $"{delivered.Process} delivers {delivered.Id} of {delivered.Group}, which is Durable, at "
                        + $"{delivered.At.TotalSeconds:F6} s; {member} does not have it on its disk";
            _delivered.Clear();
        }

        private static bool MustHave(Member member, ImmutableArray<Member>? next) =>
            member.HoldsState && (next is not { } members || members.Any(other => other.Id == member.Id));

        private bool Has(Member member, DurableDelivered delivered) => Has(member.Process.Address, delivered);

        private bool Has(string address, DurableDelivered delivered) =>
            _disks.TryGetValue((address, delivered.Formation, delivered.Id.View), out var row)
            && row[delivered.Id.Rank] >= delivered.Id.Number;

        private bool IsThere(string address, DurableDelivered delivered) =>
            !_gone.Contains((address, delivered.Formation, delivered.Id.View)) && Has(address, delivered);

        private IEnumerable<string> JudgeOpened()
        {
            foreach (var ((address, formation, view), row) in _disks)
            {
                if (
                    address != _opening
                    || _gone.Contains((address, formation, view))
                    || _unfinished.Has(address, formation, view)
                    || _replaced.IsReplaced(address, formation, view, _foundStates)
                )
                    continue;
                ImmutableArray<ulong> found = _found.GetValueOrDefault((address, formation, view), []);
                LogHasState? state = _foundStates.GetValueOrDefault(formation);
                for (int rank = 0; rank < row.Length; rank++)
                {
                    ulong there = Math.Max(found.Length > rank ? found[rank] : 0, Contained(state, view, rank));
                    if (there < row[rank])
                        yield return $"the log of {address} has had {row[rank]} items of rank {rank} of {view} on the disk, "
                            + $"and has {there} when it is opened";
                }
            }
            foreach (var (place, row) in _found)
                _disks[place] = row;
            _found.Clear();
            _foundStates.Clear();
            _opening = null;
        }

        // What is in a state needs to be there in no other way.
        private static ulong Contained(LogHasState? state, ViewNumber view, int rank) =>
            state is null || view > state.View ? 0
            : view < state.View ? ulong.MaxValue
            : state.Delivered[rank];
    }
}
