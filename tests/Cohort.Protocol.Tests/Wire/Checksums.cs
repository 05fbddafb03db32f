using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Wire;

public sealed class Checksums
{
    /// <summary>RFC 3720, appendix B.4, and the check value of the catalogues.</summary>
    [Fact]
    public void They_are_those_of_the_standard()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(value => (byte)value)]));
    }

    [Fact]
    public void They_do_not_depend_on_how_the_bytes_are_taken()
    {
        var random = new Random(11);
        byte[] bytes = new byte[20_000];
        random.NextBytes(bytes);
        for (int turn = 0; turn < 300; turn++)
        {
            ReadOnlySpan<byte> piece = bytes.AsSpan(random.Next(0, 9), random.Next(0, 19_000));
            int cut = random.Next(0, piece.Length + 1);
            uint expected = BitByBit(piece);

            Assert.Equal(expected, Crc32C.Of(piece));
            Assert.Equal(expected, Crc32C.AppendInLanes(0, piece));
            uint shift = Crc32C.Shift(piece.Length - cut);
            Assert.Equal(expected, Crc32C.Join(Crc32C.Of(piece[..cut]), Crc32C.Of(piece[cut..]), shift));
            Assert.Equal(expected, Crc32C.Append(Crc32C.Of(piece[..cut]), piece[cut..]));
        }
    }

    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78 : crc >> 1;
        }
        return ~crc;
    }
}
