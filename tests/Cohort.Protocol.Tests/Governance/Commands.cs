using System.Collections.Immutable;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Governance;

/// <summary>What the directory does with what it is told, and that it is the same wherever it is loaded.</summary>
public sealed class Commands
{
    private static readonly Limits s_limits = new();
    private static readonly GroupId s_group = new(7, 7);
    private static readonly GroupTerms s_terms = new(HasState: true, "prices 1");
    private static readonly Anchor s_seed = new(
        new NodeSettings
        {
            Cluster = "test",
            Name = "a",
            Process = Process("a"),
            Seeds = ["a"],
        }
    );

    private readonly ClusterDirectory _directory = new();

    private ulong _requests;

    public Commands() => _directory.Take(Root("a", "b", "c"));

    [Fact]
    public void The_first_that_creates_a_group_does()
    {
        Apply(Create("a", s_group));
        Apply(Create("b", new GroupId(8, 8)));
        Assert.Equal(s_group, _directory.Find("g")!.Id);
    }

    [Fact]
    public void A_process_outside_the_root_creates_nothing()
    {
        Apply(Create("x", s_group));
        Assert.Null(_directory.Find("g"));
    }

    [Fact]
    public void The_first_that_is_ordered_for_a_view_decides_it()
    {
        Apply(Create("a", s_group));
        Apply(Succeed("a", 0, Founder("a"), Joiner("b", 1)));
        Apply(Succeed("a", 0, Founder("a"), Joiner("c", 1)));
        Assert.Equal("v1 [a b*]", _directory.Find("g")!.View.ToString());
    }

    [Theory]
    [InlineData("x")] // in no root
    [InlineData("b")] // in no view of the group
    public void Who_is_no_member_decides_nothing(string by)
    {
        Apply(Create("a", s_group));
        Apply(Succeed(by, 0, Founder("a"), Joiner("b", 1)));
        Assert.Equal("v0 [a]", _directory.Find("g")!.View.ToString());
    }

    [Fact]
    public void Nobody_is_left_out_against_its_will_by_less_than_a_quorum_unless_it_is_gone()
    {
        Apply(Create("a", s_group));
        Apply(Succeed("a", 0, Founder("a"), Joiner("b", 1)));
        Apply(Succeed("a", 1, Founder("a"), Joiner("b", 1) with { HoldsState = true }));
        var alone = new DirectoryCommand.Succeed(
            s_group,
            new ViewNumber(2),
            Joiner("b", 1).Id,
            new Proposal([Joiner("b", 1) with { HoldsState = true }], [0, 0]),
            []
        );
        Apply(alone);
        Assert.Equal("v2 [a b]", _directory.Find("g")!.View.ToString());
        _directory.Take(Root("b", "c"));
        Apply(alone);
        Assert.Equal("v3 [b]", _directory.Find("g")!.View.ToString());
    }

    [Fact]
    public void What_is_lost_gives_way_only_to_one_who_names_it()
    {
        Apply(Create("a", s_group));
        Apply(Create("b", new GroupId(8, 8), replaces: s_group));
        Assert.Equal(s_group, _directory.Find("g")!.Id);
        _directory.Take(Root("b", "c"));
        Apply(Create("b", new GroupId(8, 8)));
        Assert.Equal(s_group, _directory.Find("g")!.Id);
        Apply(Create("b", new GroupId(8, 8), replaces: s_group));
        Assert.Equal(new GroupId(8, 8), _directory.Find("g")!.Id);
    }

    [Fact]
    public void What_a_process_says_of_itself_goes_with_it()
    {
        Apply(Register("b", "zone", "a"));
        Apply(Register("x", "zone", "b"));
        Assert.Equal("a", _directory.Nodes.LabelsOf(Process("b"))["zone"]);
        Assert.Empty(_directory.Nodes.LabelsOf(Process("x")));
        _directory.Take(Root("a", "c"));
        _directory.Take(Root("a", "b", "c"));
        Assert.Empty(_directory.Nodes.LabelsOf(Process("b")));
    }

    [Fact]
    public void A_self_governed_group_has_the_last_view_that_was_told()
    {
        Apply(Enter("a", s_group, 3, "a", "b"));
        Apply(Enter("b", s_group, 2, "a", "b", "c"));
        Assert.Equal("v3 [a b]", _directory.Find("g")!.View.ToString());
        Apply(Enter("b", s_group, 4, "b"));
        Assert.Equal("v4 [b]", _directory.Find("g")!.View.ToString());
    }

    [Theory]
    [InlineData("x")] // in no root
    [InlineData("c")] // in no view of the group
    public void Who_is_no_member_tells_of_no_group(string by)
    {
        Apply(Enter(by, s_group, 3, "a", "x"));
        Assert.Null(_directory.Find("g"));
    }

    [Fact]
    public void A_self_governed_group_that_was_formed_anew_takes_the_place_of_the_one_before()
    {
        Apply(Enter("a", s_group, 3, "a", "b"));
        Apply(Enter("a", new GroupId(8, 8), 0, "a", "b"));
        Assert.Equal(new GroupId(8, 8), _directory.Find("g")!.Id);
        Assert.Null(_directory.Find(s_group));
    }

    [Fact]
    public void One_name_is_one_group_whatever_its_authority()
    {
        Apply(Create("a", s_group));
        Apply(Enter("b", new GroupId(8, 8), 5, "b"));
        Assert.Equal(s_group, _directory.Find("g")!.Id);
        Apply(Enter("b", new GroupId(9, 9), 5, "b") with { Name = "h" });
        Apply(Create("c", new GroupId(7, 8), replaces: new GroupId(9, 9)) with { Name = "h" });
        Assert.Equal(new GroupId(9, 9), _directory.Find("h")!.Id);
    }

    [Fact]
    public void Nothing_is_decided_for_a_self_governed_group()
    {
        Apply(Enter("a", s_group, 0, "a"));
        Apply(Succeed("a", 0, Founder("a"), Joiner("b", 1)));
        Assert.Equal("v0 [a]", _directory.Find("g")!.View.ToString());
    }

    [Fact]
    public void A_self_governed_group_goes_when_its_last_member_in_the_root_is_gone_or_says_so()
    {
        Apply(Enter("a", s_group, 3, "a", "b"));
        Apply(new DirectoryCommand.Abandon(s_group, Founder("a").Id));
        Assert.Equal([Founder("a").Id], _directory.Find("g")!.Over);
        Apply(new DirectoryCommand.Abandon(s_group, Founder("b").Id));
        Assert.Null(_directory.Find("g"));
        Apply(Enter("a", s_group, 3, "a", "b"));
        _directory.Take(Root("b", "c"));
        Assert.NotNull(_directory.Find("g"));
        _directory.Take(Root("c"));
        Assert.Null(_directory.Find("g"));
    }

    [Fact]
    public void A_request_that_comes_twice_is_taken_in_once()
    {
        byte[] create = Encode(Create("a", s_group));
        Assert.True(_directory.Apply(create, s_limits));
        Apply(new DirectoryCommand.Succeed(s_group, new ViewNumber(0), Founder("a").Id, new Proposal([], [0]), [0]));
        Assert.Null(_directory.Find("g"));
        Assert.True(_directory.Apply(create, s_limits));
        Assert.Null(_directory.Find("g"));
        var loaded = new ClusterDirectory();
        Assert.True(loaded.Load(Save(_directory), s_limits));
        Assert.True(loaded.Apply(create, s_limits));
        Assert.Null(loaded.Find("g"));
    }

    [Fact]
    public void Nothing_is_taken_in_of_a_membership_that_is_over()
    {
        byte[] create = Encode(Create("a", s_group));
        _directory.Take(Root("a", "b"));
        Assert.True(_directory.Apply(create, s_limits));
        Assert.Null(_directory.Find("g"));
    }

    [Fact]
    public void A_request_for_nothing_makes_no_sense()
    {
        var writer = new FrameWriter();
        ClusterDirectory.WriteHeader(writer, Founder("a").Id, 1);
        Assert.False(_directory.Apply(writer.Written.Span, s_limits));
    }

    [Fact]
    public void It_is_the_same_where_it_is_loaded()
    {
        Apply(Register("b", "zone", "a"));
        Apply(Enter("c", new GroupId(8, 8), 5, "b", "c") with { Name = "h" });
        Apply(Create("a", s_group));
        Apply(Succeed("a", 0, Founder("a"), Joiner("b", 1)));
        Apply(new DirectoryCommand.Abandon(s_group, Joiner("b", 1).Id));
        Apply(new DirectoryCommand.Ensure(Placement("orders")));
        Apply(
            new DirectoryCommand.Assign(
                "orders",
                1,
                [
                    [Process("a"), Process("b")],
                    [Process("a")],
                ]
            )
        );
        byte[] saved = Save(_directory);
        var loaded = new ClusterDirectory();
        Assert.True(loaded.Load(saved, s_limits));
        Assert.Equal(saved, Save(loaded));
    }

    [Fact]
    public void Nothing_is_placed_for_what_is_not_asked_for_any_more()
    {
        Apply(new DirectoryCommand.Ensure(Placement("orders")));
        Apply(new DirectoryCommand.Ensure(Placement("orders") with { Replicas = 1 }));
        Apply(
            new DirectoryCommand.Assign(
                "orders",
                1,
                [
                    [Process("a"), Process("b")],
                    [],
                ]
            )
        );
        Assert.Empty(_directory.Placements.Find("orders")!.Nodes);
        Apply(
            new DirectoryCommand.Assign(
                "orders",
                2,
                [
                    [Process("a")],
                    [Process("b")],
                ]
            )
        );
        Apply(
            new DirectoryCommand.Assign(
                "orders",
                2,
                [
                    [Process("b")],
                    [Process("a")],
                ]
            )
        );
        Assert.Equal(Process("a"), _directory.Placements.Find("orders")!.Nodes[0][0]);
        Apply(new DirectoryCommand.Ensure(Placement("orders") with { Replicas = 0 }));
        Assert.Null(_directory.Placements.Find("orders"));
    }

    [Fact]
    public void There_are_only_so_many_placements()
    {
        for (int at = 0; at <= s_limits.Placements; at++)
            Apply(new DirectoryCommand.Ensure(Placement($"{at:0000}")));
        Assert.Equal(s_limits.Placements, _directory.Placements.All.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whether_a_group_that_keeps_a_log_goes_on_nobody_tells_before_the_disks_have(bool isOnDisk)
    {
        var member = new ClusterDirectory(s_seed);
        member.Take(Root("a", "b", "c"));
        Apply(member, new DirectoryCommand.Recall(Process("a"), 0, 0, []));
        Apply(member, Create("a", s_group) with { Terms = s_terms with { Durable = true } });
        DirectoryEntry entry = member.Find("g")!;
        member.Events.Clear();
        // It comes to a root that was formed anew, and whose seed has not said yet what its disk has.
        var anew = new ClusterDirectory(s_seed);
        anew.Take(Root("a", "b", "c"));
        Assert.True(member.Load(Save(anew), s_limits));
        Assert.Null(member.Find("g"));
        Assert.Empty(member.Events);
        Apply(member, new DirectoryCommand.Recall(Process("a"), 1, 9, isOnDisk ? [new KeptEntry("g", 1, entry)] : []));
        DirectoryEvent told = Assert.Single(member.Events);
        Assert.Equal(isOnDisk, told is { Entry: { } found, Before: null } && found.Id == s_group);
        Assert.Equal(!isOnDisk, told is { Entry: null, Before: { } gone } && gone.Group == s_group);
    }

    private void Apply(ClusterDirectory directory, DirectoryCommand command) =>
        Assert.True(directory.Apply(Encode(command), s_limits));

    [Fact]
    public void Bytes_that_are_cut_short_are_nothing()
    {
        Apply(Create("a", s_group));
        byte[] saved = Save(_directory);
        DirectoryCommand[] commands =
        [
            Succeed("a", 0, Founder("a"), Joiner("b", 1)),
            Enter("a", s_group, 3, "a", "b"),
            Register("b", "zone", "a"),
            new DirectoryCommand.Mark(Process("a"), 300),
            new DirectoryCommand.Ensure(Placement("orders")),
            new DirectoryCommand.Assign(
                "orders",
                1,
                [
                    [Process("a"), Process("b")],
                    [Process("a")],
                ]
            ),
        ];
        foreach (byte[] message in commands.Select(Encode))
            for (int length = 1; length < message.Length; length++)
                Assert.False(new ClusterDirectory().Apply(message.AsSpan(0, length), s_limits));
        for (int length = 0; length < saved.Length; length++)
            Assert.False(new ClusterDirectory().Load(saved.AsSpan(0, length), s_limits));
    }

    private void Apply(DirectoryCommand command) => Assert.True(_directory.Apply(Encode(command), s_limits));

    private byte[] Encode(DirectoryCommand command)
    {
        var writer = new FrameWriter();
        ClusterDirectory.WriteHeader(writer, Founder("c").Id, ++_requests);
        command.Write(writer);
        return writer.Written.ToArray();
    }

    private static byte[] Save(ClusterDirectory directory)
    {
        var writer = new FrameWriter();
        directory.Save(writer);
        return writer.Written.ToArray();
    }

    private static DirectoryCommand.Register Register(string process, string label, string value) =>
        new(
            Process(process),
            ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal).Add(label, value),
            ["orders", "prices"]
        );

    private static PlacementInfo Placement(string name) =>
        new()
        {
            Name = name,
            Replicas = 2,
            Shards = 2,
            SpreadBy = "rack",
            Labels = ImmutableSortedDictionary<string, string>
                .Empty.WithComparers(StringComparer.Ordinal)
                .Add("zone", "a"),
        };

    private static DirectoryCommand.Enter Enter(string by, GroupId id, ulong number, params string[] members) =>
        new(
            "g",
            new GroupTerms(HasState: true, "", SelfGoverned: true),
            new View(id, new ViewNumber(number), [.. members.Select(Founder)]),
            Founder(by).Id
        );

    private static DirectoryCommand.Create Create(string founder, GroupId id, GroupId? replaces = null) =>
        new("g", s_terms, id, Founder(founder), replaces);

    private static DirectoryCommand Succeed(string by, ulong ends, params Member[] next) =>
        new DirectoryCommand.Succeed(
            s_group,
            new ViewNumber(ends),
            Founder(by).Id,
            new Proposal([.. next], [.. new ulong[ends < 2 ? 1 : 2]]),
            []
        );

    private static Member Founder(string name) => new(new MemberId(Process(name), 0), name, HoldsState: true);

    private static Member Joiner(string name, ulong join) =>
        new(new MemberId(Process(name), join), name, HoldsState: false);

    private static ProcessId Process(string name) => new(name, 1);

    private static View Root(params string[] names) =>
        new(new GroupId(1, 1), new ViewNumber(0), [.. names.Select(Founder)]);
}
