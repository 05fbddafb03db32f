using System.Text;
using Cohort.Server.Data;

namespace Cohort.Server.Tests.Data;

public class LongDoubleTests
{
    // As Redis 7.0.15 answers on x86.
    [Theory]
    [InlineData("0", "1000.1", "1000.09999999999999998")]
    [InlineData("1000.09999999999999998", "16", "1016.09999999999999998")]
    [InlineData("10.5", "0.1", "10.6")]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("5.0e3", "200", "5200")]
    [InlineData("0", "1e-30", "0")]
    [InlineData("0", "-1e-30", "0")]
    [InlineData("18446744073709551615", "1", "18446744073709551616")]
    [InlineData("18446744073709551616", "1", "18446744073709551616")]
    [InlineData("1", "-1", "0")]
    public void A_sum_has_the_digits_that_Redis_gives(string one, string other, string sum) =>
        Assert.Equal(sum, (Parsed(one) + Parsed(other)).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("nan")]
    [InlineData("1e")]
    [InlineData(".")]
    [InlineData("1e-4960")]
    [InlineData("1e4933")]
    [InlineData("1e99999999999999999999")]
    [InlineData("--1")]
    public void What_is_no_number_for_Redis_is_none(string text) =>
        Assert.False(LongDouble.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void What_is_too_large_is_infinite()
    {
        LongDouble large = Parsed("1e4932");
        Assert.True(large.IsFinite);
        Assert.False((large + large).IsFinite);
        Assert.False(Parsed("-inf").IsFinite);
    }

    [Fact]
    public void A_number_as_long_as_can_be_is_read()
    {
        string longest = "0." + new string('3', LongDouble.LongestText - 2);
        Assert.Equal("0.33333333333333333", Parsed(longest).ToString());
        Assert.False(LongDouble.TryParse(Encoding.ASCII.GetBytes(longest + "3"), out _));
    }

    private static LongDouble Parsed(string text)
    {
        Assert.True(LongDouble.TryParse(Encoding.ASCII.GetBytes(text), out LongDouble value));
        return value;
    }
}
