using Cohort.Serialization;

namespace Cohort.Toolkit.Collections;

/// <summary>What a queue can be asked.</summary>
internal enum QueueMethod : uint
{
    Enqueue = 1,
    TryDequeue = 2,
    Dequeue = 3,
    GiveUp = 4,
    GiveBack = 5,
}

/// <summary>One who waits for an item of a queue may come for it.</summary>
internal sealed record QueueWoken(ulong Waiter);

/// <summary>A replica of a <see cref="ReplicatedQueue{T}"/>.</summary>
internal sealed class QueueState<T> : IReplicated<QueueState<T>>, IViewAware
{
    private readonly Queue<T> _items = new();

    // Those that were taken and have come back: before all others, the last first.
    private readonly Stack<T> _givenBack = new();
    private readonly QueueWaiters _waiters = new();

    public static string Contract => $"queue of {typeof(T)}";

    /// <summary>How many items there are.</summary>
    public int Count => _items.Count + _givenBack.Count;

    public static QueueState<T> Create() => new();

    /// <summary>The first item, where there is one.</summary>
    public (bool IsThere, T? Item) Peek()
    {
        if (_givenBack.TryPeek(out T? item) || _items.TryPeek(out item))
            return (true, item);
        return (false, default);
    }

    /// <summary>All items, the first one first.</summary>
    public T[] ToArray() => [.. _givenBack, .. _items];

    public bool Update(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        var asked = (QueueMethod)method;
        if (asked is < QueueMethod.Enqueue or > QueueMethod.GiveBack)
            return false;
        bool hasItem = asked is QueueMethod.Enqueue or QueueMethod.GiveBack;
        T? item = hasItem ? Codec<T>.Default.Read(ref arguments) : default;
        ulong waiter = asked is QueueMethod.Dequeue or QueueMethod.GiveUp ? arguments.ReadFixed8() : 0;
        arguments.EndPayload();
        context.Begin();
        switch (asked)
        {
            case QueueMethod.Enqueue:
                CollectionLimits.Check(Count, "queue");
                _items.Enqueue(item!);
                break;
            case QueueMethod.TryDequeue:
                Answers.Write(ref result, TryTake(out T? taken), taken);
                break;
            case QueueMethod.Dequeue:
                Answers.Write(ref result, TryTakeFor(waiter, context, out T? given), given);
                break;
            case QueueMethod.GiveUp:
                if (!Protocol.Mutants.Has(Protocol.Mutant.GivenUpIsWoken))
                    _waiters.Remove(waiter);
                break;
            case QueueMethod.GiveBack when Protocol.Mutants.Has(Protocol.Mutant.GivenBackGoesLast):
                _items.Enqueue(item!);
                break;
            default:
                _givenBack.Push(item!);
                break;
        }
        WakeWaiters(context);
        return true;
    }

    // Members read their own replicas.
    public bool Read(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context) => false;

    public void OnView(View view, UpdateContext context)
    {
        _waiters.Install(view);
        WakeWaiters(context);
    }

    public void Save(ref PackWriter writer)
    {
        writer.WriteVarint((uint)Count);
        foreach (T item in _givenBack)
            Codec<T>.Default.Write(ref writer, item);
        foreach (T item in _items)
            Codec<T>.Default.Write(ref writer, item);
        _waiters.Save(ref writer);
    }

    public void Load(ref PackReader reader)
    {
        for (ulong left = reader.ReadVarint(); left > 0; left--)
            _items.Enqueue(Codec<T>.Default.Read(ref reader));
        _waiters.Load(ref reader);
    }

    private bool TryTake(out T? item) => _givenBack.TryPop(out item) || _items.TryDequeue(out item);

    /// <summary>For one who would wait: those who were woken before it come first.</summary>
    private bool TryTakeFor(ulong waiter, UpdateContext context, out T? item)
    {
        item = default;
        bool isItsTurn = _waiters.IsAwake(waiter) || Count > _waiters.Awake;
        if (isItsTurn && TryTake(out item))
        {
            _waiters.Remove(waiter);
            return true;
        }
        _waiters.Sleep(waiter, context.Caller!.Id);
        return false;
    }

    private void WakeWaiters(UpdateContext context)
    {
        while (_waiters.Awake < Count && _waiters.Wake() is { } woken)
            context.Raise(new QueueWoken(woken));
    }
}
