using Cohort.Serialization;

namespace Cohort.Samples.Calls;

/// <summary>A price of something.</summary>
[Packed]
public sealed partial record Quote(string Book, decimal Price);

/// <summary>What each member of the group can be asked.</summary>
[GroupContract]
public interface IPricing
{
    /// <summary>Takes a price. Nobody replies.</summary>
    [Order(Order.Causal)]
    void Quote(Quote quote);

    /// <summary>What a book is worth here.</summary>
    decimal Value(string book);

    /// <summary>The same, after long thought.</summary>
    Task<decimal> Appraise(string book, CancellationToken ended);
}

/// <summary>How one member answers. Its methods are called one after the other, in the order that all members agree on.</summary>
internal sealed class Pricing(SampleMember me) : IPricing
{
    private readonly Dictionary<string, decimal> _prices = [];

    public void Quote(Quote quote) => _prices[quote.Book] = quote.Price;

    public decimal Value(string book) => _prices[book];

    public async Task<decimal> Appraise(string book, CancellationToken ended)
    {
        decimal price = _prices[book]; // Here, in its place in the order.
        if (me.Name == "c")
            await me.DieAsync("it is being called");
        await Task.Delay(TimeSpan.FromMilliseconds(500), ended); // Meanwhile the group goes on.
        return price;
    }
}
