namespace Cohort.Toolkit.Tests.ReplicatedObjects;

/// <summary>What there is in a store.</summary>
[Replicated]
public partial class Inventory
{
    private readonly Dictionary<string, int> _stock = new(StringComparer.OrdinalIgnoreCase);
    private int _reserved;

    /// <summary>The last id that was drawn.</summary>
    public Guid LastId { get; private set; }

    private DateTimeOffset _changed;

    /// <summary>Adds to what there is of a thing.</summary>
    [Update]
    public void Add(string sku, int count, UpdateContext context)
    {
        _stock[sku] = _stock.GetValueOrDefault(sku) + count;
        LastId = context.NewId();
        _changed = context.Now;
    }

    /// <summary>Takes something out; what is left of it.</summary>
    /// <param name="sku">The thing.</param>
    /// <param name="count">How many.</param>
    [Update]
    public int Reserve(string sku, int count, UpdateContext context)
    {
        int left = _stock.GetValueOrDefault(sku) - count;
        if (left < 0)
            throw new InvalidOperationException($"only {left + count} of {sku} are there");
        _stock[sku] = left;
        _reserved += count;
        if (left == 0)
            context.Raise(new SoldOut(sku));
        return left;
    }

    /// <summary>How many there are of a thing.</summary>
    [Read]
    public int InStock(string sku) => _stock.GetValueOrDefault(sku);

    /// <summary>How many were taken out, of all things.</summary>
    [Read]
    public int Reserved() => _reserved;

    /// <summary>All things.</summary>
    [Read]
    public Dictionary<string, int> All() => _stock;

    /// <summary>When and by which id it was changed last.</summary>
    [Read]
    public (Guid Id, DateTimeOffset Changed) LastChange() => (LastId, _changed);
}

/// <summary>Nothing is left of a thing.</summary>
public sealed record SoldOut(string Sku);
