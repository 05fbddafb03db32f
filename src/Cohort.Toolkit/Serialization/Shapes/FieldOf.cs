namespace Cohort.Serialization.Shapes;

/// <summary>One field of a tuple or a pair, which are read in the order of their numbers.</summary>
internal static class FieldOf<T, TShape>
    where TShape : IShape<T>
{
    public static void Write(ref PackWriter writer, uint number, T value)
    {
        if (value is null)
        {
            if (!TShape.IsNullable)
                throw PackException.NullElement(typeof(T));
            return;
        }
        writer.WriteTag((number << 3) | (uint)TShape.Kind);
        TShape.Write(ref writer, value);
    }

    /// <param name="reader">Stands behind the tag.</param>
    /// <param name="number">The field's number.</param>
    /// <param name="tag">The tag that was read last; goes on to the next where it is this field's.</param>
    public static T Read(ref PackReader reader, uint number, ref uint tag)
    {
        if (tag >> 3 != number)
            return TShape.Missing(ref reader);
        if (tag != ((number << 3) | (uint)TShape.Kind))
            throw reader.WrongKind("a tuple", $"Item{number}", TShape.Kind, tag);
        T value = TShape.Read(ref reader);
        tag = reader.ReadTag(tag);
        return value;
    }
}
