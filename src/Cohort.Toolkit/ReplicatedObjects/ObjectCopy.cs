using System.ComponentModel;
using Cohort.Serialization;
using Cohort.Serialization.Shapes;

namespace Cohort;

/// <summary>For generated code: copies what an object has given out of its state.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ObjectCopy
{
    /// <summary>A replica that is equal and shares nothing.</summary>
    internal static T Of<T>(T replica)
        where T : class, IReplicated<T>
    {
        PackBuffer buffer = PackBuffer.Rent();
        try
        {
            var writer = new PackWriter(buffer);
            replica.Save(ref writer);
            writer.Flush();
            var reader = new PackReader(buffer.Written);
            T copy = T.Create();
            copy.Load(ref reader);
            return copy;
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <summary>A value that is equal and shares nothing.</summary>
    public static T Of<T, TShape>(T value)
        where TShape : IShape<T>
    {
        PackBuffer buffer = PackBuffer.Rent();
        try
        {
            var writer = new PackWriter(buffer);
            TShape.Write(ref writer, value);
            writer.Flush();
            var reader = new PackReader(buffer.Written);
            return TShape.Read(ref reader);
        }
        finally
        {
            buffer.Return();
        }
    }
}
