using Cohort.Serialization;

namespace Cohort.Toolkit.Tests.Serialization;

public sealed class RoundTrips
{
    [Fact]
    public void A_record_comes_back() =>
        Assert.Equal(
            new Line(new(1, -2), new(3, 4), null),
            Packer.Unpack<Line>(Packer.Pack(new Line(new(1, -2), new(3, 4), null)))
        );
}
