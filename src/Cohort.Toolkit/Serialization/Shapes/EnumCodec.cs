using System.Runtime.CompilerServices;

namespace Cohort.Serialization.Shapes;

/// <summary>The codec of an enumeration, whose constraint cannot be said where only T is known.</summary>
internal sealed class EnumCodec<T, TNumber, TShape> : Codec<T>
    where TNumber : struct
    where TShape : IShape<TNumber>
{
    public override void Write(ref PackWriter writer, T value)
    {
        writer.WriteByte((byte)TShape.Kind);
        TShape.Write(ref writer, Unsafe.As<T, TNumber>(ref value));
    }

    public override T Read(ref PackReader reader)
    {
        if (reader.ReadByte() != (byte)TShape.Kind)
            throw reader.Malformed($"no number where a {typeof(T)} must be,");
        TNumber number = TShape.Read(ref reader);
        return Unsafe.As<TNumber, T>(ref number);
    }
}
