using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// K4: in one formation the replicas of a queue put and give the same items at the same places, give them in the order in which they
/// were put, each to one; whoever has got an item was given it; and in the end nobody waits while there is one.
/// </summary>
public sealed class ItemsGivenOnce : IPropertyChecker
{
    private readonly record struct Move(long Item, ulong? Wish);

    /// <inheritdoc/>
    public string Property => "K4";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var texts = new List<string>();
        var moves = new SortedDictionary<GroupId, SortedDictionary<ulong, Move>>();
        foreach (HistoryEvent happened in history.Events)
            if (MoveOf(happened) is var (formation, updates, move))
                Note(formation, updates, move, happened.Process);
        var left = new Dictionary<GroupId, Queue<long>>();
        var given = new HashSet<(ulong, long)>();
        foreach ((GroupId formation, SortedDictionary<ulong, Move> ofFormation) in moves)
            left[formation] = Replay(ofFormation.Values, given, texts);
        texts.AddRange(Unfounded(history, given));
        if (history.Facts is { } facts)
            texts.AddRange(Forgotten(history, facts, left));
        return texts.Select(text => new Violation(Property, text));

        void Note(GroupId formation, ulong updates, Move move, ProcessId process)
        {
            if (!moves.TryGetValue(formation, out SortedDictionary<ulong, Move>? ofFormation))
                moves.Add(formation, ofFormation = []);
            if (!ofFormation.TryAdd(updates, move) && ofFormation[updates] != move)
                texts.Add($"at update {updates} {process} has {move}, and another replica {ofFormation[updates]}");
        }
    }

    private static (GroupId Formation, ulong Updates, Move Move)? MoveOf(HistoryEvent happened) =>
        happened switch
        {
            ItemPut put => (put.Formation, put.Updates, new Move(put.Item, null)),
            ItemGiven given => (given.Formation, given.Updates, new Move(given.Item, given.Wish)),
            _ => null,
        };

    /// <summary>Goes through what replicas have done as one queue would, and returns what is left in it.</summary>
    private static Queue<long> Replay(IEnumerable<Move> moves, HashSet<(ulong, long)> given, List<string> texts)
    {
        var queue = new Queue<long>();
        var served = new HashSet<ulong>();
        foreach (Move move in moves)
        {
            if (move.Wish is not { } wish)
            {
                queue.Enqueue(move.Item);
                continue;
            }
            given.Add((wish, move.Item));
            if (!queue.TryDequeue(out long first) || first != move.Item)
                texts.Add($"item {move.Item} is given to wish {wish}, and {first} was before it");
            if (!served.Add(wish))
                texts.Add($"wish {wish} is given item {move.Item}, and has had another one");
        }
        return queue;
    }

    private static IEnumerable<string> Unfounded(History history, HashSet<(ulong, long)> given)
    {
        var taken = new HashSet<long>();
        foreach (ItemTaken got in history.Events.OfType<ItemTaken>())
        {
            if (!given.Contains((got.Wish, got.Item)))
                yield return $"{got.Process} has got item {got.Item} for wish {got.Wish}, and no replica has given it";
            if (!taken.Add(got.Item))
                yield return $"{got.Process} has got item {got.Item}, which somebody had got before";
        }
    }

    /// <summary>Those that wait in the end though their queue has items.</summary>
    private static IEnumerable<string> Forgotten(History history, RunFacts facts, Dictionary<GroupId, Queue<long>> left)
    {
        var waiting = new SortedDictionary<ulong, ProcessId>();
        var formations = new Dictionary<ProcessId, GroupId>();
        foreach (HistoryEvent happened in history.Events)
            switch (happened)
            {
                case ReplicaBegan began:
                    formations[began.Process] = began.Formation;
                    break;
                case ItemWanted wanted:
                    waiting.Add(wanted.Wish, wanted.Process);
                    break;
                case ItemTaken taken:
                    waiting.Remove(taken.Wish);
                    break;
                case WishGivenUp givenUp:
                    waiting.Remove(givenUp.Wish);
                    break;
            }
        foreach ((ulong wish, ProcessId process) in waiting)
            if (
                facts.Tools.Contains(process)
                && formations.TryGetValue(process, out GroupId formation)
                && left.TryGetValue(formation, out Queue<long>? items)
                && items.TryPeek(out long first)
            )
                yield return $"{process} waits for wish {wish} in the end, and item {first} is in the queue";
    }
}
