using Cohort.Protocol.Memory;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Wire;

/// <summary>Large things in frames are not copied; whoever reads the frames does not see a difference.</summary>
public sealed class LentBytes
{
    [Fact]
    public void Frames_with_lent_bytes_are_those_with_copied_ones()
    {
        var memory = new SlabPool(spoil: true);
        var random = new Random(2);
        var lending = new FrameWriter();
        var copying = new FrameWriter();
        int lent = 0;
        for (int frame = 0; frame < 50; frame++)
        {
            lending.Begin(FrameType.StreamItems);
            copying.Begin(FrameType.StreamItems);
            for (int item = random.Next(0, 6); item > 0; item--)
            {
                byte[] bytes = new byte[random.Next(0, 9_000)];
                random.NextBytes(bytes);
                lending.Number(bytes.Length);
                lending.Piece(memory.Copy(bytes), Crc32C.Of(bytes));
                copying.Bytes(bytes);
                Assert.Equal(copying.FrameLength, lending.FrameLength);
            }
            lending.End();
            copying.End();
            lent = lending.Loans.Length;
        }

        Assert.InRange(lent, 50, 300);
        Assert.Equal(copying.Length, lending.Length);
        Assert.Equal(copying.Written.ToArray(), Joined(lending));
    }

    private static byte[] Joined(FrameWriter writer)
    {
        List<byte> all = [];
        int at = 0;
        foreach (FrameWriter.Lent loan in writer.Loans)
        {
            all.AddRange(writer.Written.Span[at..loan.At]);
            all.AddRange(loan.Part.Span);
            at = loan.At;
        }
        all.AddRange(writer.Written.Span[at..]);
        return [.. all];
    }
}
