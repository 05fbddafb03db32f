using Cohort.Cli.Children;
using Cohort.Cli.Demo.Ledgers;
using Cohort.Cli.Demo.Members;

namespace Cohort.Cli.Tests.Children;

public sealed class FrameTests
{
    [Fact]
    public void Frames_are_read_as_they_were_written()
    {
        var stream = new MemoryStream();
        new Frame(1, new byte[] { 1, 2, 3 }).WriteTo(stream);
        new Frame(2, default).WriteTo(stream);
        stream.Position = 0;

        Frame first = Frame.ReadFrom(stream)!.Value;
        Frame second = Frame.ReadFrom(stream)!.Value;

        Assert.Equal([1, 2, 3], first.Body.ToArray());
        Assert.Equal((1, 2, 0), (first.Kind, second.Kind, second.Body.Length));
        Assert.Null(Frame.ReadFrom(stream));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void A_frame_that_was_cut_off_counts_as_never_sent(int length)
    {
        var stream = new MemoryStream();
        new Frame(1, new byte[] { 1, 2, 3 }).WriteTo(stream);
        stream.SetLength(length);
        stream.Position = 0;

        Assert.Null(Frame.ReadFrom(stream));
    }

    [Fact]
    public void Acknowledgements_travel_in_a_frame()
    {
        Acknowledgement[] batch =
        [
            new(new OperationId(1, 2), 3),
            new(new OperationId(int.MaxValue, int.MaxValue), uint.MaxValue),
        ];

        Assert.Equal(batch, Acknowledgement.From(Acknowledgement.ToFrame(batch)));
    }
}
