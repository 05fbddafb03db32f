namespace Cohort.Protocol.Wire;

/// <summary>What a checksum is shifted by when more bytes follow (<see cref="Crc32C.Shift"/>), remembered for the last length:
/// large things are often of one size.</summary>
internal struct ChecksumShift()
{
    private int _bytes;
    private uint _shift = Crc32C.Shift(0);

    /// <summary>That for so many bytes.</summary>
    public uint By(int bytes)
    {
        if (bytes != _bytes)
            (_bytes, _shift) = (bytes, Crc32C.Shift(bytes));
        return _shift;
    }
}
