using System.Buffers;
using Cohort.Serialization;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.Tests.Tools;

/// <summary>When tools begin, load, and are at work, as a log is replayed and as a member joins.</summary>
public sealed class ToolHostTests
{
    private static readonly GroupId s_first = new(1, 1);
    private static readonly GroupId s_second = new(1, 2);

    private readonly Tool _tool = new();
    private readonly ToolHost _host;

    public ToolHostTests() => _host = new ToolHost([_tool]);

    [Fact]
    public void A_founder_begins_and_is_at_work()
    {
        Install(s_first, 0);
        Install(s_first, 1);
        Assert.Equal(["begins", $"enters {s_first} {s_first}", "view v0", "view v1"], _tool.Heard);
    }

    [Fact]
    public void What_is_replayed_makes_the_state_and_only_then_a_member_is_at_work()
    {
        Install(s_first, 0, isReplayed: true);
        Deliver("x");
        Install(s_first, 1, isReplayed: true);
        Deliver("y");
        Install(s_second, 0, continues: s_first);
        Deliver("z");
        Assert.Equal(
            ["begins", "view v0", "x", "view v1", "y", $"enters {s_first} {s_second}", "view v0", "z"],
            _tool.Heard
        );
        Assert.Equal(s_first, _host.Lineage);
    }

    [Fact]
    public void So_it_does_from_a_state_in_the_log_through_several_formations()
    {
        byte[] state = StateOf(s_first, 3);
        var third = new GroupId(1, 3);
        _host.Load(state);
        Install(s_first, 3, isReplayed: true);
        Deliver("x");
        Install(s_second, 0, isReplayed: true, continues: s_first);
        Install(third, 0, continues: s_second);
        Assert.Equal(["loads", "view v3", "x", "view v0", $"enters {s_first} {third}", "view v0"], _tool.Heard);
    }

    [Fact]
    public void A_joiner_is_at_work_with_the_view_behind_the_state_and_knows_the_lineage()
    {
        Install(s_first, 0);
        Install(s_second, 0, continues: s_first);
        var state = new ArrayBufferWriter<byte>();
        _host.Save(state);
        var joiner = new Tool();
        var host = new ToolHost([joiner]);
        host.Load(state.WrittenSpan);
        host.Install(Change(s_second, 1));
        Assert.Equal(["loads", $"enters {s_first} {s_second}", "view v1"], joiner.Heard);
    }

    [Fact]
    public void A_formation_that_goes_on_from_none_begins_with_nothing()
    {
        Install(s_first, 0);
        Install(s_second, 0);
        Assert.Equal(
            ["begins", $"enters {s_first} {s_first}", "view v0", "begins", $"enters {s_second} {s_second}", "view v0"],
            _tool.Heard
        );
    }

    private static byte[] StateOf(GroupId group, ulong view)
    {
        var state = new ArrayBufferWriter<byte>();
        var host = new ToolHost([new Tool()]);
        host.Install(Change(group, view));
        host.Save(state);
        return state.WrittenSpan.ToArray();
    }

    private static ViewChange Change(GroupId group, ulong view, bool isReplayed = false, GroupId? continues = null) =>
        new(new View(group, new ViewNumber(view), []), [], [], []) { IsReplayed = isReplayed, Continues = continues };

    private void Install(GroupId group, ulong view, bool isReplayed = false, GroupId? continues = null) =>
        _host.Install(Change(group, view, isReplayed, continues));

    private void Deliver(string text)
    {
        var sender = new Member(new MemberId(new ProcessId("a", 1), 0), "a", HoldsState: true);
        byte[] payload = [0, .. System.Text.Encoding.UTF8.GetBytes(text)];
        _host.Deliver(sender, payload, 1, new View(default, default, []));
    }

    private sealed class Tool : ITool
    {
        public List<string> Heard { get; } = [];

        public string Contract => "";

        public void Begin() => Heard.Add("begins");

        public void Load(ref PackReader reader) => Heard.Add("loads");

        public void Enter(GroupId lineage, GroupId formation) => Heard.Add($"enters {lineage} {formation}");

        public void Save(ref PackWriter writer) { }

        public void Deliver(in ToolMessage message) =>
            Heard.Add(System.Text.Encoding.UTF8.GetString(message.Payload.Span));

        public void Install(View view) => Heard.Add($"view {view.Number}");

        public void Expelled() => Heard.Add("expelled");
    }
}
