using System.Collections.Concurrent;
using Cohort.Serialization;

namespace Cohort.Toolkit.Tests.Calls;

/// <summary>A price.</summary>
[Packed]
public partial record Quote(string Book, decimal Price);

/// <summary>Tells what books are worth.</summary>
[GroupContract]
public interface IPricing
{
    /// <summary>Takes a price.</summary>
    [Order(Order.Causal)]
    void Quote(Quote quote);

    /// <summary>What a book is worth here.</summary>
    ValueTask<decimal> Value(string book);

    /// <summary>How many prices a book has had.</summary>
    int Count(string book);

    /// <summary>Forgets all.</summary>
    [Delivery(Delivery.Received)]
    Task Reset();

    /// <summary>Where and by whom it is called.</summary>
    string Where(CallContext context);

    /// <summary>So many bytes.</summary>
    byte[] Bytes(int count);

    /// <summary>Waits for the test, or for the end of the membership.</summary>
    Task<string> Wait(string signal, CancellationToken ended);

    /// <summary>Calls the others, itself, or nobody any more, when it has awaited something.</summary>
    Task<int> Descend(int levels);

    /// <summary>Calls its own member in the same way, so many times, when it has awaited something.</summary>
    Task<int> Circle(int levels);

    /// <summary>Returns no task.</summary>
    Task<int> Forget();

    /// <summary>Returns no task either.</summary>
    Task Lose();

    /// <summary>Calls the group before it has awaited anything.</summary>
    int CallAtOnce();

    /// <summary>Nothing, if it is so.</summary>
    string? Maybe(bool isThere);
}

/// <summary>Prices at one member.</summary>
internal sealed class Pricing(string name) : IPricing
{
    private readonly Dictionary<string, List<decimal>> _quotes = [];
    private int _descents;

    /// <summary>The calls to its own group.</summary>
    public GroupCalls<IPricing>? Calls { get; set; }

    /// <summary>Its member.</summary>
    public Func<Member>? Self { get; set; }

    /// <summary>How often it was called by way of <see cref="Descend"/>.</summary>
    public int Descents => Volatile.Read(ref _descents);

    /// <summary>What to wait for.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource<string>> Signals { get; } = [];

    /// <summary>What was cancelled.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<string> Signal(string signal) =>
        Signals.GetOrAdd(signal, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Quote(Quote quote)
    {
        if (quote.Price < 0)
            throw new ArgumentException("a price is not negative");
        if (!_quotes.TryGetValue(quote.Book, out List<decimal>? quotes))
            _quotes.Add(quote.Book, quotes = []);
        quotes.Add(quote.Price);
    }

    public ValueTask<decimal> Value(string book) =>
        _quotes.TryGetValue(book, out List<decimal>? quotes)
            ? new(quotes[^1])
            : throw new KeyNotFoundException($"{name} has no {book}");

    public int Count(string book) => _quotes.GetValueOrDefault(book)?.Count ?? 0;

    public async Task Reset()
    {
        _quotes.Clear();
        await Task.Yield();
    }

    public string Where(CallContext context) => $"{name} {context.Caller} {context.View.Number} {context.Position}";

    public byte[] Bytes(int count) => new byte[count];

    public async Task<string> Wait(string signal, CancellationToken ended)
    {
        try
        {
            return await Signal(signal).Task.WaitAsync(ended);
        }
        catch (OperationCanceledException)
        {
            Ended.TrySetResult();
            throw;
        }
    }

    public async Task<int> Descend(int levels)
    {
        Interlocked.Increment(ref _descents);
        await Task.Yield();
        return levels == 0 ? 0 : 1 + (await Calls!.DescendAsync(levels - 1)).First;
    }

    public async Task<int> Circle(int levels)
    {
        await Task.Yield();
        return levels == 0 ? 0 : 1 + await Calls!.To(Self!()).CircleAsync(levels - 1);
    }

    public Task<int> Forget() => null!;

    public Task Lose() => null!;

    public int CallAtOnce()
    {
        _ = Calls!.CountAsync("fx");
        return 0;
    }

    public string? Maybe(bool isThere) => isThere ? name : null;
}

/// <summary>Another contract.</summary>
[GroupContract(Name = "clock")]
public interface IClock
{
    /// <summary>Counts one.</summary>
    long Tick();
}

/// <summary>Counts at one member.</summary>
internal sealed class Clock : IClock
{
    private long _ticks;

    public long Tick() => ++_ticks;
}
