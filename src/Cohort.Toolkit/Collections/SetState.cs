using Cohort.Serialization;

namespace Cohort.Toolkit.Collections;

/// <summary>What a set can be asked.</summary>
internal enum SetMethod : uint
{
    Add = 1,
    Remove = 2,
}

/// <summary>A replica of a <see cref="ReplicatedSet{T}"/>.</summary>
internal sealed class SetState<T> : IReplicated<SetState<T>>
    where T : notnull
{
    private readonly HashSet<T> _items = [];

    public static string Contract => $"set of {typeof(T)}";

    /// <summary>What there is.</summary>
    public HashSet<T> Items => _items;

    public static SetState<T> Create() => new();

    public bool Update(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        var asked = (SetMethod)method;
        if (asked is not (SetMethod.Add or SetMethod.Remove))
            return false;
        T item = Codec<T>.Default.Read(ref arguments);
        arguments.EndPayload();
        context.Begin();
        bool isChanged = asked == SetMethod.Add ? Add(item) : Remove(item);
        if (isChanged)
            context.Raise(new SetChange<T>(item, IsRemoved: asked == SetMethod.Remove));
        Answers.WriteFlag(ref result, isChanged);
        return true;
    }

    // Members read their own replicas.
    public bool Read(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context) => false;

    public void Save(ref PackWriter writer)
    {
        writer.WriteVarint((uint)_items.Count);
        foreach ((byte[] packed, _) in PackedKeys<T>.Sorted(_items))
            writer.WriteRaw(packed);
    }

    public void Load(ref PackReader reader)
    {
        for (ulong left = reader.ReadVarint(); left > 0; left--)
            if (!_items.Add(Codec<T>.Default.Read(ref reader)))
                throw reader.Malformed("an item of a set twice,");
    }

    private bool Add(T item)
    {
        if (_items.Contains(item))
            return false;
        CollectionLimits.Check(_items.Count, "set");
        return _items.Add(item);
    }

    private bool Remove(T item) => _items.Remove(item) || Protocol.Mutants.Has(Protocol.Mutant.AbsentIsRemoved);
}
