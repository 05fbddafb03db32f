using Cohort.Transport;

namespace Cohort.Tests.Transport;

public class HostAndPortTests
{
    [Theory]
    [InlineData("127.0.0.1:7101", "127.0.0.1:7101")]
    [InlineData(" Node-A.Example:7101 ", "node-a.example:7101")]
    [InlineData("[FE80:0::1]:1", "[fe80::1]:1")]
    [InlineData("localhost:0", "localhost:0")]
    public void Equal_addresses_get_one_spelling(string written, string normal)
    {
        Assert.True(HostAndPort.TryParse(written, out HostAndPort address, out _));
        Assert.Equal(normal, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("host")]
    [InlineData(":7101")]
    [InlineData("host:")]
    [InlineData("host:+1")]
    [InlineData("host:-1")]
    [InlineData("host:65536")]
    [InlineData("fe80::1:7101")]
    [InlineData("[host]:7101")]
    [InlineData("*:7101")]
    [InlineData("http://host:80")]
    public void What_is_no_address_is_refused_with_an_example(string? written)
    {
        Assert.False(HostAndPort.TryParse(written, out _, out string? problem));
        Assert.EndsWith(
            "write host:port, for example 10.0.0.7:7101 or [fe80::1]:7101",
            problem,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("0.0.0.0:1", true)]
    [InlineData("[::]:1", true)]
    [InlineData("127.0.0.1:1", false)]
    [InlineData("host:1", false)]
    public void Wildcards_are_known(string written, bool wildcard)
    {
        Assert.True(HostAndPort.TryParse(written, out HostAndPort address, out _));
        Assert.Equal(wildcard, address.IsWildcard);
    }
}
