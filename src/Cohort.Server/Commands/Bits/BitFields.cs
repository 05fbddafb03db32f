using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Bits;

/// <summary>BITFIELD key [GET type offset | SET type offset value | INCRBY type offset increment | OVERFLOW WRAP | SAT | FAIL] …: numbers of any
/// width in a string.</summary>
internal static class BitFields
{
    private enum Overflow
    {
        Wrap,
        Saturate,
        Fail,
    }

    private enum Action
    {
        Get,
        Set,
        Increase,
    }

    /// <summary>One thing to do.</summary>
    private readonly record struct Operation(
        Action Action,
        Overflow Overflow,
        bool IsSigned,
        int Bits,
        long Offset,
        long Value
    );

    /// <summary>BITFIELD.</summary>
    public static void Execute(in Arguments arguments, Execution execution) =>
        Execute(arguments, execution, isReadOnly: false);

    /// <summary>BITFIELD_RO.</summary>
    public static void ExecuteReadOnly(in Arguments arguments, Execution execution) =>
        Execute(arguments, execution, isReadOnly: true);

    private static void Execute(in Arguments arguments, Execution execution, bool isReadOnly)
    {
        if (!TryRead(arguments, execution, out List<Operation> operations))
            return;
        long lastBit = -1;
        foreach (Operation operation in operations)
            if (operation.Action != Action.Get)
                lastBit = Math.Max(lastBit, operation.Offset + operation.Bits - 1);
        if (isReadOnly && lastBit >= 0)
        {
            execution.Reply.Error("ERR BITFIELD_RO only supports the GET subcommand"u8);
            return;
        }
        if (!execution.TryFind(arguments[1], out Entry? entry, out StringValue? value))
            return;
        if (lastBit >= 0)
            value = BitCommands.Extend(arguments[1], ref entry, value, lastBit, execution);
        execution.Reply.Array(operations.Count);
        bool hasChanged = false;
        foreach (Operation operation in operations)
            hasChanged |= Apply(operation, value is null ? [] : value.Bytes, execution);
        if (hasChanged)
            execution.Changed(entry!);
    }

    private static bool Apply(Operation operation, Span<byte> bytes, Execution execution)
    {
        long before = Read(bytes, operation);
        if (operation.Action == Action.Get)
        {
            execution.Reply.Integer(before);
            return false;
        }
        bool fits = Fit(operation, before, out long after);
        if (!fits && operation.Overflow == Overflow.Fail)
        {
            execution.Reply.Null();
            return false;
        }
        Write(bytes, operation, after);
        execution.Reply.Integer(operation.Action == Action.Set ? before : after);
        return true;
    }

    // Unsigned fields have 63 bits at most: all sums fit 128.
    private static bool Fit(Operation operation, long before, out long after)
    {
        Int128 wanted = operation.Action == Action.Set ? operation.Value : (Int128)before + operation.Value;
        Int128 least = operation.IsSigned ? -(Int128.One << (operation.Bits - 1)) : 0;
        Int128 most = (Int128.One << (operation.IsSigned ? operation.Bits - 1 : operation.Bits)) - 1;
        // A negative number that is set in an unsigned field is a large one.
        if (!operation.IsSigned && operation.Action == Action.Set && operation.Value < 0)
            wanted = (ulong)operation.Value;
        if (wanted >= least && wanted <= most)
        {
            after = (long)wanted;
            return true;
        }
        if (operation.Overflow == Overflow.Saturate)
        {
            after = (long)(wanted > most ? most : least);
            return false;
        }
        Int128 wrapped = wanted & ((Int128.One << operation.Bits) - 1);
        if (operation.IsSigned && wrapped > most)
            wrapped -= Int128.One << operation.Bits;
        after = (long)wrapped;
        return false;
    }

    private static long Read(ReadOnlySpan<byte> bytes, Operation operation)
    {
        ulong value = 0;
        for (int bit = 0; bit < operation.Bits; bit++)
        {
            long at = operation.Offset + bit;
            long place = at >> 3;
            bool isSet = place < bytes.Length && (bytes[(int)place] & (0x80 >> (int)(at & 7))) != 0;
            value = (value << 1) | (isSet ? 1UL : 0UL);
        }
        int unused = 64 - operation.Bits;
        return operation.IsSigned ? (long)(value << unused) >> unused : (long)value;
    }

    private static void Write(Span<byte> bytes, Operation operation, long value)
    {
        for (int bit = 0; bit < operation.Bits; bit++)
        {
            long at = operation.Offset + bit;
            ref byte changed = ref bytes[(int)(at >> 3)];
            int mask = 0x80 >> (int)(at & 7);
            bool isSet = ((value >> (operation.Bits - 1 - bit)) & 1) != 0;
            changed = (byte)(isSet ? changed | mask : changed & ~mask);
        }
    }

    private static bool TryRead(in Arguments arguments, Execution execution, out List<Operation> operations)
    {
        operations = [];
        Overflow overflow = Overflow.Wrap;
        for (int index = 2; index < arguments.Count; )
        {
            int left = arguments.Count - index - 1;
            if (arguments.Is(index, "OVERFLOW"u8) && left >= 1)
            {
                if (!TryReadOverflow(arguments, index + 1, execution, ref overflow))
                    return false;
                index += 2;
                continue;
            }
            Action? action =
                arguments.Is(index, "GET"u8) && left >= 2 ? Action.Get
                : arguments.Is(index, "SET"u8) && left >= 3 ? Action.Set
                : arguments.Is(index, "INCRBY"u8) && left >= 3 ? Action.Increase
                : null;
            if (action is null)
            {
                execution.Reply.Error(Errors.Syntax);
                return false;
            }
            long value = 0;
            if (
                !TryReadType(arguments[index + 1], execution, out bool isSigned, out int bits)
                || !BitCommands.TryReadOffset(arguments[index + 2], bits, isMultiple: true, execution, out long offset)
                || (action != Action.Get && !execution.TryReadInteger(arguments[index + 3], out value))
            )
                return false;
            operations.Add(new Operation(action.Value, overflow, isSigned, bits, offset, value));
            index += action == Action.Get ? 3 : 4;
        }
        return true;
    }

    private static bool TryReadOverflow(in Arguments arguments, int index, Execution execution, ref Overflow overflow)
    {
        if (arguments.Is(index, "WRAP"u8))
            overflow = Overflow.Wrap;
        else if (arguments.Is(index, "SAT"u8))
            overflow = Overflow.Saturate;
        else if (arguments.Is(index, "FAIL"u8))
            overflow = Overflow.Fail;
        else
        {
            execution.Reply.Error("ERR Invalid OVERFLOW type specified"u8);
            return false;
        }
        return true;
    }

    private static bool TryReadType(ReadOnlySpan<byte> argument, Execution execution, out bool isSigned, out int bits)
    {
        bits = 0;
        isSigned = !argument.IsEmpty && argument[0] == 'i';
        bool isType =
            !argument.IsEmpty
            && argument[0] is (byte)'i' or (byte)'u'
            && Numbers.TryParse(argument[1..], out bits)
            && bits >= 1
            && bits <= (isSigned ? 64 : 63);
        if (!isType)
            execution.Reply.Error(
                "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is."u8
            );
        return isType;
    }
}
