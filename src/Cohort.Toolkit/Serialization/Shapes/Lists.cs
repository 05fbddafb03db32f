using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Cohort.Serialization.Shapes;

/// <summary>An array.</summary>
public readonly struct ArrayOf<T, TShape> : IShape<T[]>
    where TShape : IShape<T>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.List;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, T[] value) => Elements<T, TShape>.WriteAll(ref writer, value);

    /// <inheritdoc/>
    public static T[] Read(ref PackReader reader) => Elements<T, TShape>.ReadAll(ref reader);

    /// <inheritdoc/>
    public static T[] Missing(ref PackReader reader) => [];
}

/// <summary>A <see cref="List{T}"/>.</summary>
public readonly struct ListOf<T, TShape> : IShape<List<T>>
    where TShape : IShape<T>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.List;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, List<T> value) =>
        Elements<T, TShape>.WriteAll(ref writer, CollectionsMarshal.AsSpan(value));

    /// <inheritdoc/>
    public static List<T> Read(ref PackReader reader)
    {
        int count = Elements<T, TShape>.Begin(ref reader, 0, out bool nullable);
        var list = new List<T>(count);
        CollectionsMarshal.SetCount(list, count);
        foreach (ref T value in CollectionsMarshal.AsSpan(list))
            value = Elements<T, TShape>.Read(ref reader, nullable);
        reader.EndList();
        return list;
    }

    /// <inheritdoc/>
    public static List<T> Missing(ref PackReader reader) => [];
}

/// <summary>An <see cref="ImmutableArray{T}"/>; one that was never made is written as one without elements.</summary>
public readonly struct ImmutableArrayOf<T, TShape> : IShape<ImmutableArray<T>>
    where TShape : IShape<T>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.List;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, ImmutableArray<T> value) =>
        Elements<T, TShape>.WriteAll(ref writer, value.AsSpan());

    /// <inheritdoc/>
    public static ImmutableArray<T> Read(ref PackReader reader) =>
        ImmutableCollectionsMarshal.AsImmutableArray(Elements<T, TShape>.ReadAll(ref reader));

    /// <inheritdoc/>
    public static ImmutableArray<T> Missing(ref PackReader reader) => [];
}

/// <summary>An <see cref="IReadOnlyList{T}"/>, which is an array when it is read.</summary>
public readonly struct ReadOnlyListOf<T, TShape> : IShape<IReadOnlyList<T>>
    where TShape : IShape<T>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.List;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, IReadOnlyList<T> value)
    {
        int count = value.Count;
        Elements<T, TShape>.Begin(ref writer, count);
        for (int index = 0; index < count; index++)
            Elements<T, TShape>.Write(ref writer, value[index]);
        writer.EndList();
    }

    /// <inheritdoc/>
    public static IReadOnlyList<T> Read(ref PackReader reader) => Elements<T, TShape>.ReadAll(ref reader);

    /// <inheritdoc/>
    public static IReadOnlyList<T> Missing(ref PackReader reader) => [];
}

/// <summary>A <see cref="Queue{T}"/>, the next element first.</summary>
public readonly struct QueueOf<T, TShape> : IShape<Queue<T>>
    where TShape : IShape<T>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.List;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, Queue<T> value)
    {
        Elements<T, TShape>.Begin(ref writer, value.Count);
        foreach (T element in value)
            Elements<T, TShape>.Write(ref writer, element);
        writer.EndList();
    }

    /// <inheritdoc/>
    public static Queue<T> Read(ref PackReader reader) => new(Elements<T, TShape>.ReadAll(ref reader));

    /// <inheritdoc/>
    public static Queue<T> Missing(ref PackReader reader) => new();
}

/// <summary>A <see cref="Stack{T}"/>, the next element first.</summary>
public readonly struct StackOf<T, TShape> : IShape<Stack<T>>
    where TShape : IShape<T>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.List;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, Stack<T> value)
    {
        Elements<T, TShape>.Begin(ref writer, value.Count);
        foreach (T element in value)
            Elements<T, TShape>.Write(ref writer, element);
        writer.EndList();
    }

    /// <inheritdoc/>
    public static Stack<T> Read(ref PackReader reader)
    {
        T[] elements = Elements<T, TShape>.ReadAll(ref reader);
        Array.Reverse(elements);
        return new(elements);
    }

    /// <inheritdoc/>
    public static Stack<T> Missing(ref PackReader reader) => new();
}
