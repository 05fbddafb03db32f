using Cohort.Cli.Output;

namespace Cohort.Cli.Tests.Output;

public sealed class StatusLineTests
{
    [Fact]
    public void On_a_terminal_a_line_takes_the_place_of_the_one_before_all_of_it()
    {
        var output = new StringWriter();
        using (var line = new StatusLine(output, isRedirected: false))
        {
            line.Show("longer");
            line.Show("short");
        }

        Assert.Equal("\rlonger\rshort \r     \r", output.ToString());
    }

    [Fact]
    public void Elsewhere_each_is_a_line_of_its_own_and_stays()
    {
        var output = new StringWriter();
        using (var line = new StatusLine(output, isRedirected: true))
        {
            line.Show("one");
            line.Show("two");
        }

        Assert.Equal($"one{Environment.NewLine}two{Environment.NewLine}", output.ToString());
    }
}
