using Cohort.Serialization;

namespace Cohort.Toolkit.Tests.ReplicatedObjects;

/// <summary>A class with all kinds of fields.</summary>
[Replicated]
public partial class Cabinet
{
    private readonly Dictionary<string, int> _caseless = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<string> _backwards = new(Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a)));
    private readonly int _readonly = 3;
    private readonly List<string?> _list;
    private Queue<int>? _queue;
    private string? _note = "begun";

    /// <summary>Makes one.</summary>
    public Cabinet() => _list = ["made", null];

    /// <summary>A property is a field.</summary>
    public Guid Id { get; private set; }

    /// <summary>No part of the state.</summary>
    [NotPacked]
    public int Looks { get; private set; }

    /// <summary>Changes all.</summary>
    [Update]
    public string? Fill(string text, UpdateContext context, int number)
    {
        _caseless[text] = number;
        _backwards.Add(text);
        _list.Add(text);
        (_queue ??= new()).Enqueue(number);
        (_note, Id) = (null, context.NewId());
        return _note;
    }

    /// <summary>The context first.</summary>
    [Update]
    public ulong First(UpdateContext context, int number) => context.Number + (ulong)number;

    /// <summary>The context last.</summary>
    [Update]
    public long Last(int number, UpdateContext context) => context.Now.UtcTicks + number;

    /// <summary>The context alone.</summary>
    [Update]
    public ulong Alone(UpdateContext context) => context.Position;

    /// <summary>Bytes that stay where they lie.</summary>
    [Update]
    public string Bytes(ReadOnlySpan<byte> first, int number, ReadOnlySpan<byte> second) =>
        $"{Convert.ToHexString(first)} {number} {Convert.ToHexString(second)}";

    /// <summary>What there is.</summary>
    [Read]
    public string Look() =>
        $"{_caseless.Count}|{_caseless.GetValueOrDefault("A")}|{string.Join(',', _backwards)}|{_readonly}|"
        + $"{string.Join(',', _list)}|{(_queue is null ? "none" : string.Join(',', _queue))}|{_note ?? "none"}";
}

/// <summary>A class as it was.</summary>
[Replicated(Name = "account")]
public partial class OldAccount
{
    private string _owner = "nobody";
    private long _balance;

    /// <summary>Pays in.</summary>
    [Update]
    public long Pay(string owner, long amount)
    {
        _owner = owner;
        return _balance += amount;
    }

    /// <summary>What there is.</summary>
    [Read]
    public string Look() => $"{_owner} {_balance}";
}

/// <summary>The class as it is now: with one more field, another order, and another name for what was the owner.</summary>
[Replicated(Name = "account")]
public partial class NewAccount
{
    private readonly List<long> _payments = [1, 2];
    private long _balance;

    // The number that _owner had: a field that is renamed keeps it.
    [Field(OldNumber)]
    private string _holder = "nobody";

    /// <summary>Made of the old name.</summary>
    public const int OldNumber = 445_528_787;

    /// <summary>Pays in.</summary>
    [Update]
    public long Pay(string holder, long amount)
    {
        _holder = holder;
        _payments.Add(amount);
        return _balance += amount;
    }

    /// <summary>What there is.</summary>
    [Read]
    public string Look() => $"{_holder} {_balance} {string.Join('+', _payments)}";
}
