namespace Cohort.Serialization.Shapes;

/// <summary>The codec that a shape makes.</summary>
internal sealed class ShapeCodec<T, TShape> : Codec<T>
    where TShape : IShape<T>
{
    private const byte Null = 8;

    public override void Write(ref PackWriter writer, T value)
    {
        if (value is null)
        {
            writer.WriteByte(Null);
            return;
        }
        writer.WriteByte((byte)TShape.Kind);
        TShape.Write(ref writer, value);
    }

    public override T Read(ref PackReader reader)
    {
        byte kind = reader.ReadByte();
        if (kind == (byte)TShape.Kind)
            return TShape.Read(ref reader);
        // Whether null is allowed is known only to the one who declared the variable: references are alike for the
        // machine.
        if (kind == Null && default(T) is null)
            return default!;
        throw reader.Malformed($"a value of kind {kind} where a {typeof(T)} must be,");
    }
}
