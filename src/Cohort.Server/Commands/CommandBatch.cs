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

    /// <summary>How many commands there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they take.</summary>
    public int Length => _used;

    /// <summary>The commands.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _used);

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        (_used, Count) = (0, 0);
        if (_bytes.Length > LargestKept)
            _bytes = new byte[FirstSize];
    }

    /// <summary>Begins a command of so many arguments, which follow.</summary>
    public void Begin(int arguments)
    {
        Number(arguments);
        Count++;
    }

    /// <summary>Adds an argument.</summary>
    public void Add(ReadOnlySpan<byte> argument)
    {
        Number(argument.Length);
        argument.CopyTo(Take(argument.Length));
    }

    /// <summary>Adds a command that lies in another batch.</summary>
    public void Add(in Arguments command)
    {
        Begin(command.Count);
        for (int index = 0; index < command.Count; index++)
            Add(command[index]);
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
