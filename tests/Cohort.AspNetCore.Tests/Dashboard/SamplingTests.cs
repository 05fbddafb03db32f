using Cohort.AspNetCore.Dashboard.Observing;

namespace Cohort.AspNetCore.Tests.Dashboard;

/// <summary>Of too many messages, all members choose the same.</summary>
public sealed class SamplingTests
{
    private static readonly string[] s_messages =
    [
        .. from rank in Enumerable.Range(0, 3) from number in Enumerable.Range(1, 20_000) select $"v7/{rank}/{number}",
    ];

    [Fact]
    public void Few_messages_are_all_told_of()
    {
        var sampling = new Sampling();
        sampling.Adapt(Sampling.PerSecond);
        Assert.Equal(1, sampling.OneOf);
        Assert.All(s_messages, message => Assert.True(sampling.Chooses(message)));
    }

    [Theory]
    [InlineData(1_000, 32)]
    [InlineData(10_000, 256)]
    [InlineData(1_000_000, 32_768)]
    public void The_more_there_are_the_fewer_are_told_of(double perSecond, long oneOf)
    {
        var sampling = new Sampling();
        sampling.Adapt(perSecond);
        Assert.Equal(oneOf, sampling.OneOf);
        Assert.InRange(perSecond / sampling.OneOf, 1, Sampling.PerSecond);
    }

    [Fact]
    public void As_many_are_chosen_as_is_said_and_those_that_follow_each_other_together()
    {
        var sampling = new Sampling();
        sampling.Adapt(1_000);
        int[] chosen = [.. Enumerable.Range(0, s_messages.Length).Where(index => sampling.Chooses(s_messages[index]))];
        Assert.InRange(chosen.Length, s_messages.Length / 32 / 2, s_messages.Length / 32 * 2);
        int followed = chosen.Count(index => index + 1 < s_messages.Length && sampling.Chooses(s_messages[index + 1]));
        Assert.True(followed > chosen.Length * 3 / 4, $"{followed} of {chosen.Length} are followed by one");
    }

    [Fact]
    public void A_member_that_tells_of_fewer_tells_of_a_part_of_what_another_tells_of()
    {
        var busy = new Sampling();
        var quiet = new Sampling();
        busy.Adapt(20_000);
        quiet.Adapt(2_000);
        string[] chosen = [.. s_messages.Where(busy.Chooses)];
        Assert.NotEmpty(chosen);
        Assert.All(chosen, message => Assert.True(quiet.Chooses(message)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v7")]
    [InlineData("v7/1/x")]
    public void What_is_no_name_is_not_chosen(string message)
    {
        var sampling = new Sampling();
        sampling.Adapt(10_000);
        Assert.False(sampling.Chooses(message));
    }
}
