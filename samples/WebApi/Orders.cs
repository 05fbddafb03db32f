namespace Cohort.Samples.WebApi;

/// <summary>The orders of a shop. A client names each, so that one that it asks for again, because no answer came, is the same order.</summary>
[Replicated]
public partial class Orders
{
    private readonly SortedDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private int _asked;

    /// <summary>Takes an order; its number, which is the same however often it is asked for.</summary>
    [Update]
    public int Place(string order)
    {
        _asked++;
        if (!_numbers.TryGetValue(order, out int number))
            _numbers[order] = number = _numbers.Count + 1;
        return number;
    }

    /// <summary>All orders with their numbers, and how often one was asked for.</summary>
    [Read]
    public (SortedDictionary<string, int> Numbers, int Asked) Audit() => (_numbers, _asked);
}
