namespace Cohort.Protocol.Memory;

/// <summary>
/// A piece of memory that many things lie in and that is used again when all of them have been let go of. Only the machine
/// holds and releases: there is no other thread.
/// </summary>
internal sealed class Slab(SlabPool pool, byte[] bytes)
{
    private int _holds;

    public byte[] Bytes { get; } = bytes;

    /// <summary>How much of it is taken.</summary>
    public int Used { get; set; }

    /// <summary>Whether only one hold is left.</summary>
    public bool IsHeldOnce => _holds == 1;

    /// <summary>The next bytes of it, held once for the caller.</summary>
    public SlabPart Take(int length)
    {
        Hold();
        var part = new SlabPart(this, Used, length);
        Used += length;
        return part;
    }

    /// <summary>Something more lies in it.</summary>
    public void Hold() => _holds++;

    /// <summary>Something in it was let go of.</summary>
    public void Release()
    {
        Invariant.Check(_holds > 0);
        if (--_holds == 0)
            pool.Return(this);
    }
}
