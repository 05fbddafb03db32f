using Cohort.Cli.Bench;
using Cohort.Cli.Bench.Choosing;

namespace Cohort.Cli.Tests.Bench.Choosing;

public sealed class ListWordsTests
{
    [Theory]
    [InlineData("3", new[] { 3 })]
    [InlineData("2-5", new[] { 2, 3, 4, 5 })]
    [InlineData("9-9", new[] { 9 })]
    public void Members_are_a_number_or_a_range(string text, int[] expected) =>
        Assert.Equal(expected, ListWords.Members(text, 2, 9));

    [Theory]
    [InlineData("1")]
    [InlineData("10")]
    [InlineData("5-3")]
    [InlineData("2-10")]
    [InlineData("2-3-4")]
    [InlineData("-3")]
    [InlineData("three")]
    public void Other_members_are_refused_with_the_range(string text) =>
        Assert.Contains(
            "from 2 to 9",
            Assert.Throws<FormatException>(() => ListWords.Members(text, 2, 9)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1000", 1000)]
    [InlineData("64B", 64)]
    [InlineData("10KiB", 10_240)]
    [InlineData("16mib", 16 << 20)]
    public void Bytes_are_a_number_with_or_without_a_unit(string text, int expected) =>
        Assert.Equal(expected, ListWords.Bytes(text, 16 << 20));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("KiB")]
    [InlineData("1.5KiB")]
    [InlineData("17MiB")]
    [InlineData("4194304KiB")]
    [InlineData("99999999999999999999")]
    [InlineData("64KB")]
    public void Other_bytes_are_refused_with_examples(string text) =>
        Assert.Contains(
            "such as 1024, 64KiB or 16MiB",
            Assert.Throws<FormatException>(() => ListWords.Bytes(text, 16 << 20)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("one", 1)]
    [InlineData("4", 4)]
    [InlineData("all", int.MaxValue)]
    public void Senders_are_one_all_or_a_number(string text, int expected) =>
        Assert.Equal(expected, ListWords.Senders(text));

    [Theory]
    [InlineData("0")]
    [InlineData("none")]
    public void No_senders_are_refused(string text) => Assert.Throws<FormatException>(() => ListWords.Senders(text));

    [Fact]
    public void A_choice_is_read_in_any_case_and_refused_with_the_words_there_are()
    {
        Assert.Equal(MembershipEvent.Kill, ListWords.Choice<MembershipEvent>("KILL"));
        Assert.Contains(
            "kill, leave or join, not '0'",
            Assert.Throws<FormatException>(() => ListWords.Choice<MembershipEvent>("0")).Message,
            StringComparison.Ordinal
        );
    }
}
