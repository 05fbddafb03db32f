namespace Cohort.Protocol.Memory;

/// <summary>Room for things that are to lie one behind the other, as far as they are small, so that many of them can be
/// handed on as one.</summary>
internal sealed class Strip(SlabPool pool)
{
    private const int SlabSize = 64 << 10;
    private const int LargestShared = SlabSize / 4;

    private Slab? _slab;

    /// <summary>Room for some bytes, held once for the caller: behind what was taken last, where it fits there.</summary>
    public SlabPart Take(int length)
    {
        if (length > LargestShared)
            return pool.Take(length);
        if (_slab is null || _slab.Bytes.Length - _slab.Used < length)
        {
            _slab?.Release();
            // A hold of its own: nothing is used again while there may yet be more to put into it.
            _slab = pool.TakeOwn(SlabSize);
        }
        _slab.Hold();
        var part = new SlabPart(_slab, _slab.Used, length);
        _slab.Used += length;
        return part;
    }
}
