namespace Cohort.Runtime.Groups;

/// <summary>Copies of small messages, in the order in which they were made and are let go of.</summary>
/// <param name="capacity">How many bytes there is room for.</param>
/// <param name="most">How many copies, however small: an empty message takes no bytes, and yet its place further on.</param>
internal sealed class CopyRing(int capacity, int most)
{
    private readonly Queue<int> _sizes = new();
    private byte[] _bytes = [];
    private int _head;
    private int _used;

    /// <summary>Copies some bytes; false where there is no room for them now.</summary>
    public bool TryCopy(ReadOnlySpan<byte> bytes, out ReadOnlyMemory<byte> copy)
    {
        copy = default;
        int start = (_head + _used) % capacity;
        // A copy does not go around the end.
        int skipped = start + bytes.Length > capacity ? capacity - start : 0;
        if (_sizes.Count == most || _used + skipped + bytes.Length > capacity)
            return false;
        if (_bytes.Length == 0)
            _bytes = new byte[capacity];
        start = skipped > 0 ? 0 : start;
        bytes.CopyTo(_bytes.AsSpan(start));
        copy = _bytes.AsMemory(start, bytes.Length);
        _used += skipped + bytes.Length;
        _sizes.Enqueue(skipped + bytes.Length);
        return true;
    }

    /// <summary>Keeps no room, where nothing is in it.</summary>
    public void Tidy()
    {
        if (_sizes.Count > 0)
            return;
        (_bytes, _head) = ([], 0);
        _sizes.TrimExcess();
    }

    /// <summary>The oldest copies are not needed any more.</summary>
    public void LetGo(int count)
    {
        for (; count > 0; count--)
        {
            int size = _sizes.Dequeue();
            _head = (_head + size) % capacity;
            _used -= size;
        }
    }
}
