using Cohort.Serialization;

namespace Cohort.Toolkit.Collections;

/// <summary>What the collections answer with, as bytes.</summary>
internal static class Answers
{
    /// <summary>Writes yes or no.</summary>
    public static void WriteFlag(ref PackWriter writer, bool value) => writer.WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>Reads yes or no.</summary>
    public static bool ReadFlag(ref PackReader reader, ulong position) => reader.ReadByte() != 0;

    /// <summary>Reads nothing: what is returned is the position.</summary>
    public static ulong ReadPosition(ref PackReader reader, ulong position) => position;

    /// <summary>Writes a value, where there is one.</summary>
    public static void Write<T>(ref PackWriter writer, bool isThere, T? value)
    {
        WriteFlag(ref writer, isThere);
        if (isThere)
            Codec<T>.Default.Write(ref writer, value!);
    }

    /// <summary>Reads a value, where there is one.</summary>
    public static (bool IsThere, T? Value) Read<T>(ref PackReader reader, ulong position) =>
        ReadFlag(ref reader, position) ? (true, Codec<T>.Default.Read(ref reader)) : (false, default);
}
