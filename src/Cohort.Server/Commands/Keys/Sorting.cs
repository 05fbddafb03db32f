using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Keys;

/// <summary>SORT key [BY pattern] [LIMIT offset count] [GET pattern …] [ASC | DESC] [ALPHA] [STORE destination]</summary>
internal static class Sorting
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Write("SORT", -2, static (in a, e) => Sort(a, e, mayStore: true)),
            Command.Read("SORT_RO", -2, static (in a, e) => Sort(a, e, mayStore: false)),
        ];

    /// <summary>An item, and what it is sorted by.</summary>
    private readonly record struct Weighed(byte[] Item, double Number, byte[]? Text);

    private sealed class Request
    {
        public byte[]? By { get; set; }

        public List<byte[]> Get { get; } = [];

        public byte[]? Destination { get; set; }

        public bool IsDescending { get; set; }

        public bool IsText { get; set; }

        public long Offset { get; set; }

        public long Count { get; set; } = -1;

        /// <summary>Whether the items stay in the order that they have: what they are sorted by is the same for all.</summary>
        public bool IsUnsorted => By is not null && Array.IndexOf(By, (byte)'*') < 0;
    }

    private static void Sort(in Arguments arguments, Execution execution, bool mayStore)
    {
        if (!TryRead(arguments, execution, mayStore, out Request request))
            return;
        Value? value = execution.Find(arguments[1])?.Value;
        if (value is not (null or ListValue or SetValue or SortedSetValue))
        {
            execution.Reply.Error(Errors.WrongType);
            return;
        }
        // A set has no order, and what is stored should have one.
        if (value is SetValue && request.IsUnsorted && request.Destination is not null)
            (request.By, request.IsText) = (null, true);
        if (mayStore && value is SortedSetValue sorted)
            sorted.Spread();
        List<byte[]> items = ItemsOf(value, request);
        if (!request.IsUnsorted && !TrySort(ref items, request, execution))
            return;
        Reply(Part(items, request), request, execution);
    }

    private static List<byte[]> ItemsOf(Value? value, Request request)
    {
        switch (value)
        {
            case ListValue list:
                List<byte[]> all = [.. list.Items];
                if (request.IsUnsorted && request.IsDescending)
                    all.Reverse();
                return all;
            case SetValue set:
                var members = new List<byte[]>(set.Count);
                for (int place = 0; place < set.Count; place++)
                    members.Add(set[place].Key);
                return members;
            case SortedSetValue sorted:
                bool isReversed = request.IsUnsorted && request.IsDescending;
                return
                [
                    .. sorted
                        .From(isReversed ? sorted.Count - 1 : 0, sorted.Count, isReversed)
                        .Select(member => member.Key),
                ];
            default:
                return [];
        }
    }

    private static bool TrySort(ref List<byte[]> items, Request request, Execution execution)
    {
        var weighed = new List<Weighed>(items.Count);
        foreach (byte[] item in items)
        {
            byte[]? weight = request.By is null ? item : Lookup(request.By, item, execution);
            double number = 0;
            // What is empty weighs nothing, and so does what is not there.
            if (!request.IsText && weight is { Length: > 0 } && !Numbers.TryParse(weight, out number))
            {
                execution.Reply.Error("ERR One or more scores can't be converted into double"u8);
                return false;
            }
            weighed.Add(new Weighed(item, number, weight));
        }
        weighed.Sort((one, other) => Compare(one, other, request));
        items = [.. weighed.Select(each => each.Item)];
        return true;
    }

    private static int Compare(Weighed one, Weighed other, Request request)
    {
        int order;
        if (!request.IsText)
            order = one.Number.CompareTo(other.Number);
        else if (one.Text is null || other.Text is null)
            order = (one.Text is null ? 0 : 1) - (other.Text is null ? 0 : 1);
        else
            order = ByteComparer.Instance.Compare(one.Text, other.Text);
        // Where they weigh the same, the order must still be the same everywhere.
        if (order == 0 && (!request.IsText || request.By is not null))
            order = ByteComparer.Instance.Compare(one.Item, other.Item);
        return request.IsDescending ? -order : order;
    }

    private static List<byte[]> Part(List<byte[]> items, Request request)
    {
        long first = Math.Clamp(request.Offset, 0, items.Count);
        long count = request.Count < 0 ? items.Count : Math.Min(items.Count, request.Count);
        long last = Math.Min(items.Count, first + count) - 1;
        return first > last ? [] : items.GetRange((int)first, (int)(last - first + 1));
    }

    private static void Reply(List<byte[]> items, Request request, Execution execution)
    {
        List<byte[]?> results = request.Get.Count == 0 ? [.. items] : [];
        if (request.Get.Count > 0)
            foreach (byte[] item in items)
            foreach (byte[] pattern in request.Get)
                results.Add(pattern is [(byte)'#'] ? item : Lookup(pattern, item, execution));
        if (request.Destination is not null)
        {
            Store(results, request.Destination, execution);
            return;
        }
        execution.Reply.Array(results.Count);
        foreach (byte[]? result in results)
            if (result is null)
                execution.Reply.Null();
            else
                execution.Reply.Bulk(result);
    }

    private static void Store(List<byte[]?> results, byte[] destination, Execution execution)
    {
        if (results.Count == 0)
        {
            execution.Database.Remove(destination);
        }
        else
        {
            var list = new ListValue();
            foreach (byte[]? result in results)
                list.Push(ListEnd.Right, result ?? []);
            execution.Database.Set(destination, list);
        }
        execution.Reply.Integer(results.Count);
    }

    /// <summary>What a pattern leads to for an item: a key with the item in the place of the star, or a field of one: "weight_*", "object_*->name".</summary>
    private static byte[]? Lookup(byte[] pattern, byte[] item, Execution execution)
    {
        int star = Array.IndexOf(pattern, (byte)'*');
        if (star < 0)
            return null;
        ReadOnlySpan<byte> behind = pattern.AsSpan(star + 1);
        int arrow = behind.IndexOf("->"u8);
        bool hasField = arrow >= 0 && arrow + 2 < behind.Length;
        ReadOnlySpan<byte> rest = hasField ? behind[..arrow] : behind;
        byte[] key = [.. pattern.AsSpan(0, star), .. item, .. rest];
        Value? value = execution.Find(key)?.Value;
        if (!hasField)
            return (value as StringValue)?.Bytes.ToArray();
        return value is HashValue hash && hash.TryFind(behind[(arrow + 2)..], out HashField? field)
            ? field.Value
            : null;
    }

    private static bool TryRead(in Arguments arguments, Execution execution, bool mayStore, out Request request)
    {
        request = new Request();
        for (int index = 2; index < arguments.Count; index++)
        {
            int left = arguments.Count - index - 1;
            if (arguments.Is(index, "ASC"u8))
                request.IsDescending = false;
            else if (arguments.Is(index, "DESC"u8))
                request.IsDescending = true;
            else if (arguments.Is(index, "ALPHA"u8))
                request.IsText = true;
            else if (arguments.Is(index, "LIMIT"u8) && left >= 2)
            {
                if (
                    !execution.TryReadInteger(arguments[index + 1], out long offset)
                    || !execution.TryReadInteger(arguments[index + 2], out long count)
                )
                    return false;
                (request.Offset, request.Count) = (offset, count);
                index += 2;
            }
            else if (mayStore && arguments.Is(index, "STORE"u8) && left >= 1)
                request.Destination = arguments[++index].ToArray();
            else if (arguments.Is(index, "BY"u8) && left >= 1)
                request.By = arguments[++index].ToArray();
            else if (arguments.Is(index, "GET"u8) && left >= 1)
                request.Get.Add(arguments[++index].ToArray());
            else
            {
                execution.Reply.Error(Errors.Syntax);
                return false;
            }
        }
        return true;
    }
}
