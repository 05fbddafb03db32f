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

    public static TheoryData<GroupOptions, string> ImpossibleContracts =>
        new()
        {
            {
                new GroupOptions { Contract = new string('x', 101) },
                "Contract is no text of at most 100 characters"
            },
            {
                new GroupOptions { Contract = "one\ntwo" },
                "without control characters"
            },
            {
                new GroupOptions { Contract = "prices 2", SelfGoverned = true },
                "Contract is set, but the group is SelfGoverned"
            },
        };

    [Theory]
    [MemberData(nameof(ImpossibleContracts), DisableDiscoveryEnumeration = true)]
    public async Task A_contract_that_nobody_can_compare_is_refused(GroupOptions options, string text)
    {
        await using Node node = await Node.StartAsync(new NodeOptions { Cluster = "shop" });

        var refusal = await Assert.ThrowsAsync<OptionsException>(() => node.JoinAsync("prices", options));

        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }

    public static TheoryData<GroupOptions, string> ImpossibleLogs
    {
        get
        {
            var state = StateTransfer.Of(_ => { }, _ => { });
            GroupOptions good = new() { Durability = Cohort.Durability.Log, State = state };
            return new()
            {
                {
                    good with
                    {
                        Durability = (Cohort.Durability)2,
                    },
                    "Durability is 2, and there is no such durability."
                },
                { good with { SelfGoverned = true }, "the group is SelfGoverned. Leave one of them out." },
                {
                    good with
                    {
                        State = null,
                    },
                    "the group has no state, so that nobody could go on from one. Set State."
                },
                {
                    good with
                    {
                        RecreateLost = true,
                    },
                    "RecreateLost is set: such a group is not lost with its members."
                },
            };
        }
    }

    [Theory]
    [MemberData(nameof(ImpossibleLogs), DisableDiscoveryEnumeration = true)]
    public async Task A_log_that_nobody_could_go_on_from_is_refused(GroupOptions options, string text)
    {
        string folder = Directory.CreateTempSubdirectory("cohort-options").FullName;
        await using (
            Node node = await Node.StartAsync(
                new()
                {
                    Cluster = "shop",
                    Name = "a",
                    DataFolder = folder,
                }
            )
        )
        {
            var refusal = await Assert.ThrowsAsync<OptionsException>(() => node.JoinAsync("prices", options));
            Assert.Equal("Durability", refusal.Option);
            Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_log_needs_a_folder()
    {
        await using Node node = await Node.StartAsync(new NodeOptions { Cluster = "shop" });
        var options = new GroupOptions { Durability = Cohort.Durability.Log };

        var refusal = await Assert.ThrowsAsync<OptionsException>(() => node.JoinAsync("prices", options));

        Assert.Contains("this node has no folder for one. Set DataFolder.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_the_cluster_s_own_is_refused()
    {
        await using Node node = await Node.StartAsync(new NodeOptions { Cluster = "shop" });

        var refusal = await Assert.ThrowsAsync<OptionsException>(() => node.JoinAsync("cohort.root"));

        Assert.Contains(
            "names that begin with cohort. are the cluster's own",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    public static TheoryData<TimeSpan> ImpossibleLags =>
        [TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(2.9), TimeSpan.FromDays(1.1)];

    [Theory]
    [MemberData(nameof(ImpossibleLags))]
    public async Task A_lag_shorter_than_the_suspicion_time_or_longer_than_a_day_is_refused(TimeSpan maxLag)
    {
        await using Node node = await Node.StartAsync(
            new NodeOptions { Cluster = "shop", SuspicionTime = TimeSpan.FromSeconds(3) }
        );

        var refusal = await Assert.ThrowsAsync<OptionsException>(() =>
            node.JoinAsync("prices", new GroupOptions { MaxLag = maxLag })
        );

        Assert.Equal("MaxLag", refusal.Option);
        Assert.StartsWith(
            $"MaxLag is {maxLag:c}. It must be from 00:00:03, the node's SuspicionTime, since a shorter pause is no failure, "
                + "to 1.00:00:00",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    public static TheoryData<TimeSpan> PossibleLags =>
        [TimeSpan.FromSeconds(3), TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan];

    [Theory]
    [MemberData(nameof(PossibleLags))]
    public async Task A_lag_in_its_range_or_none_is_taken(TimeSpan maxLag)
    {
        await using Node node = await Node.StartAsync(
            new NodeOptions { Cluster = "shop", SuspicionTime = TimeSpan.FromSeconds(3) }
        );

        await using Group group = await node.JoinAsync("prices", new GroupOptions { MaxLag = maxLag }, Deadline.Token);

        Assert.Equal(GroupStatus.Active, group.Status);
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
