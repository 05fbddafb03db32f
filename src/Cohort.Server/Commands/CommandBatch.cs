using System.Buffers.Binary;

namespace Cohort.Server.Commands;

/// <summary>
/// Commands one behind the other, as they go from where they were read to where they are executed: of each the number of its
/// arguments, and of each argument its length and its bytes. Numbers have four bytes, little end first.
/// </summary>
internal sealed class CommandBatch
{
    /// <summary>How many bytes a number has.</summary>
    public const int NumberSize = sizeof(int);

    private const int FirstSize = 256;
    private const int LargestKept = 1 << 20;

    private byte[] _bytes = new byte[FirstSize];
    private int _used;

    /// <summary>How many commands are complete.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes those take.</summary>
    public int Length { get; private set; }

    /// <summary>The commands that are complete.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The commands that are complete; valid until more is added.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        (_used, Length, Count) = (0, 0, 0);
        if (_bytes.Length > LargestKept)
            _bytes = new byte[FirstSize];
    }

    /// <summary>Takes the commands away that are complete; one that has begun stays.</summary>
    public void ClearComplete()
    {
        int begun = _used - Length;
        if (begun == 0)
        {
            Clear();
            return;
        }
        _bytes.AsSpan(Length, begun).CopyTo(_bytes);
        (_used, Length, Count) = (begun, 0, 0);
    }

    /// <summary>Begins a command of so many arguments, which follow, and then <see cref="End"/>.</summary>
    public void Begin(int arguments) => Number(arguments);

    /// <summary>Adds an argument.</summary>
    public void Add(ReadOnlySpan<byte> argument)
    {
        BeginArgument(argument.Length);
        AddPart(argument);
    }

    /// <summary>Begins an argument of so many bytes, which follow.</summary>
    public void BeginArgument(int length) => Number(length);

    /// <summary>Adds bytes of an argument.</summary>
    public void AddPart(ReadOnlySpan<byte> part) => part.CopyTo(Take(part.Length));

    /// <summary>The command is complete.</summary>
    public void End()
    {
        Length = _used;
        Count++;
    }

    /// <summary>Adds a command that lies in another batch.</summary>
    public void Add(in Arguments command)
    {
        Begin(command.Count);
        for (int index = 0; index < command.Count; index++)
            Add(command[index]);
        End();
    }

    private void Number(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(NumberSize), value);

    private Span<byte> Take(int length)
    {
        if (_bytes.Length - _used < length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, checked(_used + length)));
        Span<byte> taken = _bytes.AsSpan(_used, length);
        _used += length;
        return taken;
    }
}
