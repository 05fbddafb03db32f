using Cohort.Serialization;

namespace Cohort.Server.Data.Values;

/// <summary>Reads values of all kinds from snapshots.</summary>
internal static class ValueKinds
{
    /// <summary>Reads a value.</summary>
    /// <exception cref="PackException">There is none.</exception>
    /// <exception cref="InvalidDataException">There is no such kind.</exception>
    public static Value Load(ValueKind kind, ref PackReader reader) =>
        kind switch
        {
            ValueKind.String => StringValue.Load(ref reader),
            ValueKind.List => ListValue.Load(ref reader),
            ValueKind.Set => SetValue.Load(ref reader),
            ValueKind.SortedSet => SortedSetValue.Load(ref reader),
            ValueKind.Hash => HashValue.Load(ref reader),
            _ => throw new InvalidDataException(
                $"there is no kind {(byte)kind} of values here: a newer server has written this state"
            ),
        };
}
