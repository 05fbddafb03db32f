namespace Cohort.Tests.Options;

public class GroupOptionsTests
{
    public static TheoryData<GroupOptions, string> HandledTwice =>
        new()
        {
            {
                new GroupOptions { OnView = _ => { }, OnViewAsync = (_, _) => ValueTask.CompletedTask },
                "OnView and OnViewAsync are both set. Set one of them"
            },
            {
                new GroupOptions { OnMessage = _ => { }, OnMessageAsync = (_, _) => ValueTask.CompletedTask },
                "OnMessage and OnMessageAsync are both set."
            },
            {
                new GroupOptions { OnMessage = _ => { }, ReadMessages = true },
                "ReadMessages and OnMessage are both set."
            },
            {
                new GroupOptions { OnMessageAsync = (_, _) => ValueTask.CompletedTask, ReadMessages = true },
                "ReadMessages and OnMessageAsync are both set."
            },
        };

    [Theory]
    [MemberData(nameof(HandledTwice), DisableDiscoveryEnumeration = true)]
    public async Task An_event_with_two_handlers_is_refused(GroupOptions options, string text)
    {
        await using Node node = await Node.StartAsync(new NodeOptions { Cluster = "shop" });

        var refusal = await Assert.ThrowsAsync<OptionsException>(() => node.JoinAsync("prices", options));

        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" prices")]
    public async Task A_group_needs_a_name(string name)
    {
        await using Node node = await Node.StartAsync(new NodeOptions { Cluster = "shop" });

        var refusal = await Assert.ThrowsAsync<OptionsException>(() => node.JoinAsync(name));

        Assert.Contains("It must be a name of 1 to 100 characters", refusal.Message, StringComparison.Ordinal);
    }
}
