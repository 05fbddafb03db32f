namespace Cohort.AspNetCore.Tests.Hosts;

/// <summary>What there is of each thing.</summary>
[Replicated]
public partial class Stock
{
    private readonly SortedDictionary<string, int> _stock = new(StringComparer.Ordinal);

    /// <summary>Adds; how many there are then.</summary>
    [Update]
    public int Add(string sku, int count) => _stock[sku] = _stock.GetValueOrDefault(sku) + count;

    /// <summary>How many there are.</summary>
    [Read]
    public int Count(string sku) => _stock.GetValueOrDefault(sku);
}

/// <summary>Asked of every member.</summary>
[GroupContract]
public interface ICounting
{
    /// <summary>How many there are where it is asked.</summary>
    ValueTask<int> Count(string sku);
}

/// <summary>Counts what is in the stock of its own group.</summary>
public sealed class Counting(Replica<Stock> stock) : ICounting
{
    public ValueTask<int> Count(string sku) => new(stock.Local.Count(sku));
}
