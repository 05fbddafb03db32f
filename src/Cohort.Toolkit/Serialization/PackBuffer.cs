using System.Buffers;

namespace Cohort.Serialization;

/// <summary>
/// Where values are packed before anybody knows how long they are. Each thread keeps one, as long as it is small.
/// </summary>
internal sealed class PackBuffer : IBufferWriter<byte>
{
    private const int FirstSize = 512;
    private const int LargestKept = 64 << 10;

    [ThreadStatic]
    private static PackBuffer? _kept;

    private byte[] _bytes = new byte[FirstSize];
    private int _used;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _used);

    /// <summary>Takes the thread's buffer, or a new one where somebody further down the stack has it.</summary>
    public static PackBuffer Rent()
    {
        PackBuffer buffer = _kept ?? new PackBuffer();
        _kept = null;
        return buffer;
    }

    /// <summary>Gives the buffer back; its bytes are used again.</summary>
    public void Return()
    {
        _used = 0;
        if (_bytes.Length <= LargestKept)
            _kept = this;
    }

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_used);
    }

    private void Grow(int sizeHint)
    {
        long needed = (long)_used + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
            return;
        if (needed > Array.MaxLength)
            throw new PackException($"The value takes more than {Array.MaxLength} bytes. Send it in parts.");
        Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
    }
}
