using System.Buffers;
using Cohort.Cli.Nodes;

namespace Cohort.Cli.Tests.Nodes;

public sealed class NodeStateTests
{
    private static readonly ProcessId s_process = new("127.0.0.1:7101", 17);
    private static readonly Member s_member = new(new MemberId(s_process, 2), "a", HoldsState: true);
    private static readonly Member s_other = new(new MemberId(new ProcessId("127.0.0.1:7102", 18), 0), "b", true);
    private static readonly View s_view = new(new GroupId(1, 2), new ViewNumber(3), [s_member, s_other]);

    [Fact]
    public void What_was_saved_is_loaded()
    {
        var saved = new NodeState();
        saved.Transcript.Add(17, isLine: true, Order.Total, 1);
        saved.Transcript.Add(18, isLine: true, Order.Fifo, 1);
        saved.Transcript.Add(19, isLine: false, Order.Total, 2);
        saved.Endings.Enter(s_view);
        saved.Endings.Add(s_member.Id);
        var writer = new ArrayBufferWriter<byte>();
        saved.Save(writer);

        var loaded = new NodeState();
        loaded.Load(writer.WrittenMemory);
        loaded.Endings.Enter(s_view);

        Assert.Equal(2UL, loaded.Transcript.Lines);
        Assert.Equal(2UL, loaded.Transcript.Position);
        Assert.Equal(saved.Transcript.OrderHash, loaded.Transcript.OrderHash);
        Assert.Equal(saved.Transcript.Contents, loaded.Transcript.Contents);
        _ = loaded.Endings.Look(s_process, out string[] others, out bool isSaid);
        Assert.True(isSaid);
        Assert.Equal(["b"], others);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(37)]
    public void State_of_another_kind_is_refused(int size)
    {
        var error = Assert.Throws<InvalidDataException>(() => new NodeState().Load(new byte[size]));

        Assert.Contains($"{size} bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_ended_or_left_is_not_waited_for_and_each_change_is_told()
    {
        var endings = new Endings();
        endings.Enter(s_view);
        Task changed = endings.Look(s_process, out string[] others, out bool isSaid);
        Assert.False(isSaid);
        Assert.Equal(["b"], others);

        endings.Add(s_member.Id);
        await changed;
        changed = endings.Look(s_process, out _, out isSaid);
        Assert.True(isSaid);

        endings.Enter(new View(s_view.Group, s_view.Number.Next, [s_member]));
        await changed;
        _ = endings.Look(s_process, out others, out _);
        Assert.Empty(others);
    }

    [Fact]
    public void A_line_never_says_that_the_input_ended()
    {
        Assert.True(Endings.IsOne(Endings.MessageOf(s_member.Id)));
        Assert.False(Endings.IsOne("a line"u8));
        Assert.False(Endings.IsOne(""u8));
    }
}
