using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// K4: in one formation the replicas of a queue put and give the same items at the same places, give them in the order in which they
/// were put, each to one, unless it comes back: then before all others. Whoever has got an item was given it; in the end nobody waits
/// while there is one, and none is with one who waits no more.
/// </summary>
public sealed class ItemsGivenOnce : IPropertyChecker
{
    private readonly record struct Move(long Item, ulong? Wish, bool IsBack = false);

    /// <summary>What is left of a queue: the items in it, and those that were given, with their wishes.</summary>
    private sealed record Left(LinkedList<long> Items, SortedDictionary<long, ulong> Given);

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
        var left = new Dictionary<GroupId, Left>();
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
            ItemGivenBack back => (back.Formation, back.Updates, new Move(back.Item, null, IsBack: true)),
            ItemGiven given => (given.Formation, given.Updates, new Move(given.Item, given.Wish)),
            _ => null,
        };

    /// <summary>Goes through what replicas have done as one queue would, and returns what is left in it.</summary>
    private static Left Replay(IEnumerable<Move> moves, HashSet<(ulong, long)> given, List<string> texts)
    {
        var left = new Left(new LinkedList<long>(), []);
        var served = new HashSet<ulong>();
        foreach (Move move in moves)
        {
            if (move.IsBack)
            {
                left.Items.AddFirst(move.Item);
                if (!left.Given.Remove(move.Item))
                    texts.Add($"item {move.Item} is given back, and nobody has it");
            }
            if (move.Wish is not { } wish)
            {
                if (!move.IsBack)
                    left.Items.AddLast(move.Item);
                continue;
            }
            given.Add((wish, move.Item));
            left.Given[move.Item] = wish;
            long? first = left.Items.First?.Value;
            if (first is not null)
                left.Items.RemoveFirst();
            if (first != move.Item)
                texts.Add($"item {move.Item} is given to wish {wish}, and {first} was before it");
            if (!served.Add(wish))
                texts.Add($"wish {wish} is given item {move.Item}, and has had another one");
        }
        return left;
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

    /// <summary>Those that wait in the end though their queue has items, and items that are with one who waits no more.</summary>
    private static IEnumerable<string> Forgotten(History history, RunFacts facts, Dictionary<GroupId, Left> left)
    {
        var withdrawn = new Dictionary<ulong, ProcessId>();
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
                    if (givenUp.IsKnown)
                        withdrawn[givenUp.Wish] = givenUp.Process;
                    else
                        withdrawn.Remove(givenUp.Wish);
                    break;
            }
        foreach ((ulong wish, ProcessId process) in waiting)
            if (
                facts.Tools.Contains(process)
                && formations.TryGetValue(process, out GroupId formation)
                && left.TryGetValue(formation, out Left? queue)
                && queue.Items.First is { } first
            )
                yield return $"{process} waits for wish {wish} in the end, and item {first.Value} is in the queue";
        foreach ((GroupId formation, Left queue) in left)
        foreach ((long item, ulong wish) in queue.Given)
            if (
                withdrawn.TryGetValue(wish, out ProcessId process)
                && facts.Tools.Contains(process)
                && formations.GetValueOrDefault(process) == formation
            )
                yield return $"item {item} is lost: it was given to wish {wish} of {process}, which waits no more";
    }
}
