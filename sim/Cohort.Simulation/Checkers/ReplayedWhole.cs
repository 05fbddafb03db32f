using Cohort.Protocol;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// U2: who goes on from a log delivers again all that is <c>Durable</c> and was delivered in the formation that is gone, but for what is in
/// the state that it begins with; the <c>Total</c> messages among it in the order in which they were delivered then. And who comes back with
/// a log, and is given what that lacks, all of the views before the one with which it goes on.
/// </summary>
internal sealed class ReplayedWhole
{
    private readonly Dictionary<(ProcessId, GroupId Formation), GroupId> _continued = [];
    private readonly Dictionary<(ProcessId, string Group), ReplayBegan> _states = [];
    private readonly Dictionary<(ProcessId, string Group), List<MessageReplayed>> _replayed = [];

    public void Take(LogContinues continues) => _continued[(continues.Process, continues.Formation)] = continues.Of;

    public void Take(ReplayBegan began) => _states[(began.Process, began.Group)] = began;

    public void Take(MessageReplayed replayed)
    {
        if (!_replayed.TryGetValue((replayed.Process, replayed.Group), out List<MessageReplayed>? messages))
            _replayed.Add((replayed.Process, replayed.Group), messages = []);
        messages.Add(replayed);
    }

    /// <summary>A replay has come to its end where it was one: the new formation begins.</summary>
    public IEnumerable<string> Judge(LoggedViewBegan begun, IEnumerable<DurableDelivered> delivered)
    {
        bool isOfAnother = _continued.Remove((begun.Process, begun.Formation), out GroupId of);
        bool isState = _states.Remove((begun.Process, begun.Group), out ReplayBegan? state);
        bool isReplayed = _replayed.Remove((begun.Process, begun.Group), out List<MessageReplayed>? all);
        if (!isOfAnother && !isState && !isReplayed)
            yield break;
        if (!isOfAnother)
            (of, delivered) = (begun.Formation, delivered.Where(message => message.Id.View < begun.Number));
        IEnumerable<ulong> numbers = (all ?? [])
            .Where(message => message.Formation is null || message.Formation == of)
            .Select(message => message.Number);
        Dictionary<ulong, int> places = numbers.Index().ToDictionary(one => one.Item, one => one.Index);
        int last = -1;
        foreach (DurableDelivered message in delivered.Where(one => one.Formation == of).OrderBy(one => one.Place))
        {
            if (IsIn(state, message))
                continue;
            if (!places.TryGetValue(message.Number, out int place))
                yield return $"{begun.Process} goes on as {begun.Formation} from what it has of {of}, and does not deliver message "
                    + $"{message.Number} again, which {message.Process} has delivered and is Durable";
            else if (message.Place > 0 && place < last)
                yield return $"{begun.Process} goes on as {begun.Formation}, and delivers message {message.Number} before one that "
                    + $"{message.Process} has delivered before it";
            else if (message.Place > 0)
                last = place;
        }
    }

    private static bool IsIn(ReplayBegan? state, DurableDelivered message) =>
        state is not null
        && state.Formation == message.Formation
        && (
            message.Id.View < state.View
            || (message.Id.View == state.View && message.Id.Number <= state.Delivered[message.Id.Rank])
        );
}
