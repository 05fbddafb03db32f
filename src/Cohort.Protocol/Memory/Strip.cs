namespace Cohort.Protocol.Memory;

/// <summary>Small things that share slabs and lie one behind the other, so that many of them can be handed on as one; large ones
/// have a slab each.</summary>
internal sealed class Strip(SlabPool pool)
{
    private const int SlabSize = 64 << 10;
    private const int LargestShared = SlabSize / 4;

    private Slab? _slab;

    /// <summary>Begins with another slab the next time: this one can be used again when nothing lies in it any more.</summary>
    public void Tidy()
    {
        _slab?.Release();
        _slab = null;
    }

    /// <summary>Room for some bytes, held once for the caller: behind what was taken last, where it fits there.</summary>
    public SlabPart Take(int length)
    {
        if (length > LargestShared)
            return pool.TakeLarge(length);
        if (_slab is null || _slab.Bytes.Length - _slab.Used < length)
        {
            _slab?.Release();
            // A hold of its own: nothing is used again while there may yet be more to put into it.
            _slab = pool.TakeOwn(SlabSize);
        }
        return _slab.Take(length);
    }
}
