using System.Runtime.CompilerServices;

namespace Cohort.Serialization.Shapes;

/// <summary>What the elements of every collection have in common: they may be null, and take memory.</summary>
internal static class Elements<T, TShape>
    where TShape : IShape<T>
{
    // What a collection takes itself.
    private const int Overhead = 64;

    public static void Begin(ref PackWriter writer, int count) =>
        writer.BeginList(TShape.Kind, TShape.IsNullable, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, T value)
    {
        if (TShape.IsNullable)
            writer.WriteByte(value is null ? (byte)0 : (byte)1);
        if (value is not null)
            TShape.Write(ref writer, value);
        else if (!TShape.IsNullable)
            throw PackException.NullElement(typeof(T));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read(ref PackReader reader, bool nullable)
    {
        if (!nullable || reader.ReadPresence())
            return TShape.Read(ref reader);
        return TShape.IsNullable ? default! : throw reader.NullElement(typeof(T));
    }

    /// <summary>Begins a list and charges what its elements will take.</summary>
    /// <param name="reader">Stands before the list.</param>
    /// <param name="extra">What an element takes beside itself, in bytes.</param>
    /// <param name="nullable">Whether elements may be null.</param>
    public static int Begin(ref PackReader reader, int extra, out bool nullable)
    {
        int count = reader.BeginList(TShape.Kind, out nullable);
        reader.Charge(Overhead + count * (long)(Unsafe.SizeOf<T>() + extra));
        return count;
    }

    public static void WriteAll(ref PackWriter writer, ReadOnlySpan<T> values)
    {
        Begin(ref writer, values.Length);
        foreach (T value in values)
            Write(ref writer, value);
        writer.EndList();
    }

    public static T[] ReadAll(ref PackReader reader)
    {
        int count = Begin(ref reader, 0, out bool nullable);
        T[] values = count == 0 ? [] : new T[count];
        for (int index = 0; index < values.Length; index++)
            values[index] = Read(ref reader, nullable);
        reader.EndList();
        return values;
    }
}
