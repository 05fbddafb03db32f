using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Tests.CommandLine;

public sealed class OptionTests
{
    private static readonly DurationOption s_duration = new(
        "--for",
        "",
        TimeSpan.FromMilliseconds(1),
        TimeSpan.FromHours(1),
        TimeSpan.FromSeconds(90)
    );
    private static readonly NumberOption<int> s_number = new("--count", "", 3, 9, 4, "a reason");
    private static readonly ChoiceOption<Order> s_choice = new("--order", "", Order.Total);
    private static readonly ListOption<int> s_list = new(
        "--list",
        "",
        "1,2",
        text =>
            int.TryParse(text, out int number) ? [number] : throw new FormatException($"takes numbers, not '{text}'")
    );
    private static readonly AddressListOption s_addresses = new("--seeds", "");

    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("1.5s", 1.5)]
    [InlineData("2m", 120)]
    [InlineData("1h", 3600)]
    [InlineData("7", 7)]
    public void A_duration_is_a_number_and_a_unit_and_seconds_where_there_is_none(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), s_duration.In(Parse(s_duration, "--for", text)));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("soon")]
    [InlineData("0ms")]
    [InlineData("2h")]
    [InlineData("1e300h")]
    [InlineData("NaN")]
    public void A_duration_that_is_none_or_out_of_range_is_refused_with_the_range(string text) =>
        Assert.Contains("from 1ms to 1h", ErrorOf(s_duration, "--for", text), StringComparison.Ordinal);

    [Theory]
    [InlineData("2")]
    [InlineData("10")]
    [InlineData("3.5")]
    [InlineData("99999999999999999999")]
    [InlineData("three")]
    public void A_number_that_is_none_or_out_of_range_is_refused_with_the_range(string text) =>
        Assert.Contains("from 3 to 9", ErrorOf(s_number, "--count", text), StringComparison.Ordinal);

    [Fact]
    public void Why_there_may_be_no_fewer_is_told_to_who_wants_fewer_and_to_nobody_else()
    {
        Assert.EndsWith(": a reason", ErrorOf(s_number, "--count", "2"), StringComparison.Ordinal);
        Assert.DoesNotContain("a reason", ErrorOf(s_number, "--count", "10"), StringComparison.Ordinal);
        Assert.DoesNotContain("a reason", ErrorOf(s_number, "--count", "three"), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_the_range()
    {
        Assert.Contains("(3 to 9)", s_number.Description, StringComparison.Ordinal);
        Assert.Contains("(1ms to 1h)", s_duration.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    public void A_list_that_names_no_address_is_refused(string text) =>
        Assert.Contains("names none", ErrorOf(s_addresses, "--seeds", text), StringComparison.Ordinal);

    [Fact]
    public void A_choice_is_read_in_any_case_and_refused_with_the_words_there_are()
    {
        Assert.Equal(Order.Fifo, s_choice.In(Parse(s_choice, "--order", "FIFO")));
        Assert.Contains("fifo, causal or total", ErrorOf(s_choice, "--order", "0"), StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_are_separated_by_commas_or_given_one_by_one()
    {
        string[] expected = ["a:1", "b:2", "c:3"];

        Assert.Equal(expected, s_addresses.In(Parse(s_addresses, "--seeds", "a:1, b:2,,c:3")));
        Assert.Equal(expected, s_addresses.In(Parse(s_addresses, "--seeds", "a:1", "--seeds", "b:2,c:3")));
        Assert.Empty(s_addresses.In(Parse(s_addresses)));
    }

    [Fact]
    public void What_is_not_given_has_its_default()
    {
        Assert.Equal(TimeSpan.FromSeconds(90), s_duration.In(Parse(s_duration)));
        Assert.Equal(Order.Total, s_choice.In(Parse(s_choice)));
        Assert.Equal(4, Parse(s_number).GetValue(s_number));
    }

    [Fact]
    public void A_list_has_each_value_once() =>
        Assert.Equal([3, 4, 5], s_list.GivenIn(Parse(s_list, "--list", "3, 4,,3,5")));

    [Theory]
    [InlineData("", "names nothing")]
    [InlineData("1,x,2", "takes numbers, not 'x'")]
    public void A_list_with_a_word_that_is_wrong_or_with_none_is_refused(string text, string problem) =>
        Assert.Contains(problem, ErrorOf(s_list, "--list", text), StringComparison.Ordinal);

    private static string ErrorOf(Option option, params string[] arguments) =>
        Assert.Single(Parse(option, arguments).Errors).Message;

    private static ParseResult Parse(Option option, params string[] arguments) =>
        new Command("test") { option }.Parse(arguments);
}
