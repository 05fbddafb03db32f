using System.Buffers.Text;
using System.Text;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Hashes;

/// <summary>Fields that are numbers, to which something is added.</summary>
internal static class FieldCounting
{
    private const int LongestInteger = 20;

    /// <summary>HINCRBY key field increment</summary>
    public static void Increment(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadInteger(arguments[3], out long increment))
            return;
        if (!execution.TryFind(arguments[1], out HashValue? hash))
            return;
        long before = 0;
        if (hash is not null && hash.TryFind(arguments[2], out HashField? field))
        {
            if (!Numbers.TryParse(field.Value, out before))
            {
                execution.Reply.Error("ERR hash value is not an integer"u8);
                return;
            }
        }
        if (increment > 0 ? before > long.MaxValue - increment : before < long.MinValue - increment)
        {
            execution.Reply.Error(Errors.WouldOverflow);
            return;
        }
        Span<byte> digits = stackalloc byte[LongestInteger];
        Utf8Formatter.TryFormat(before + increment, digits, out int length);
        Store(arguments, digits[..length], execution);
        execution.Reply.Integer(before + increment);
    }

    /// <summary>HINCRBYFLOAT key field increment</summary>
    public static void IncrementFraction(in Arguments arguments, Execution execution)
    {
        if (!LongDouble.TryParse(arguments[3], out LongDouble increment))
        {
            execution.Reply.Error(Errors.NotAFloat);
            return;
        }
        if (!increment.IsFinite)
        {
            execution.Reply.Error("ERR value is NaN or Infinity"u8);
            return;
        }
        if (!execution.TryFind(arguments[1], out HashValue? hash))
            return;
        LongDouble before = default;
        if (hash is not null && hash.TryFind(arguments[2], out HashField? field))
        {
            if (!LongDouble.TryParse(field.Value, out before))
            {
                execution.Reply.Error("ERR hash value is not a float"u8);
                return;
            }
        }
        LongDouble sum = before + increment;
        if (!sum.IsFinite)
        {
            execution.Reply.Error("ERR increment would produce NaN or Infinity"u8);
            return;
        }
        byte[] text = Encoding.ASCII.GetBytes(sum.ToString());
        Store(arguments, text, execution);
        execution.Reply.Bulk(text);
    }

    private static void Store(in Arguments arguments, ReadOnlySpan<byte> sum, Execution execution)
    {
        if (!execution.TryFindOrAdd(arguments[1], out Entry entry, out HashValue hash))
            throw new System.Diagnostics.UnreachableException("a hash was found and is none");
        hash.Set(arguments[2], sum);
        execution.Changed(entry);
    }
}
