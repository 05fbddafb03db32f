using Cohort.Cli.Nodes;

namespace Cohort.Cli.Tests.Nodes;

public sealed class OptionWordsTests
{
    [Theory]
    [InlineData("Set Advertise, or Listen.", "Set --advertise, or --listen.")]
    [InlineData("Durability is Log. Set DataFolder.", "--durable is Log. Set --data.")]
    [InlineData("SuspicionTime is 1. Name is 'Name'.", "--suspicion is 1. --name is 'Name'.")]
    public void An_option_is_called_what_it_is_on_the_command_line(string text, string expected) =>
        Assert.Equal(expected, OptionWords.In(text));

    [Fact]
    public async Task A_group_without_a_name_is_told_by_its_option()
    {
        await using Node node = await Node.StartAsync(new NodeOptions { Cluster = "words" });

        var refusal = await Assert.ThrowsAsync<OptionsException>(() => node.JoinAsync(""));

        Assert.StartsWith("--group is empty.", OptionWords.Of(refusal), StringComparison.Ordinal);
    }
}
