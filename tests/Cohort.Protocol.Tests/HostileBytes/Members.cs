using Cohort.Protocol.Tests.Clusters;
using Cohort.Protocol.Tests.Multicast;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.HostileBytes;

/// <summary>Frames of a view that no member could have meant: the connection starts anew, and the view goes on.</summary>
public sealed class Members
{
    private static readonly Ballot SecondsFirst = new(1, 1);

    private readonly Cluster _cluster = Cluster.Of("a", "b", "c");

    private View View => _cluster["a"].View!;

    /// <summary>Such a frame from b to a makes no sense to a.</summary>
    private void AssertMakesNoSense(FrameType type, Action<FrameWriter> body)
    {
        _cluster.Inject(
            "b",
            "a",
            type,
            writer =>
            {
                writer.Id(View.Group);
                writer.Number(View.Number.Value);
                body(writer);
            }
        );
        Assert.Contains($"a frame of type {type} made no sense", Assert.Single(_cluster["a"].Warnings));
        _cluster["b"].Send("the group goes on");
        _cluster.RunUntilDelivered(1, "a", "b", "c");
        Assert.Single(_cluster["a"].Views);
    }

    private Proposal Next(params ulong[] cut) => new(View.Members, [.. cut]);

    [Fact]
    public void A_row_of_too_few_ranks() =>
        AssertMakesNoSense(
            FrameType.Row,
            body =>
            {
                body.Flag(false);
                body.Numbers([0, 0]);
                body.Number(0);
                body.Number(0);
            }
        );

    [Fact]
    public void A_row_that_has_more_than_was_sent() =>
        AssertMakesNoSense(
            FrameType.Row,
            body =>
            {
                body.Flag(false);
                body.Numbers([1, 0, 0]);
                body.Number(0);
                body.Number(0);
            }
        );

    [Fact]
    public void A_row_of_more_ranks_than_a_view_can_have() =>
        AssertMakesNoSense(
            FrameType.Row,
            body =>
            {
                body.Flag(false);
                body.Numbers(new ulong[65]);
            }
        );

    [Fact]
    public void A_report_of_a_rank_that_the_view_has_not() =>
        AssertMakesNoSense(
            FrameType.Report,
            body =>
            {
                body.Ranks([3]);
                body.Ranks([]);
                body.Ballot(Ballot.None);
                body.Flag(false);
                body.Flag(false);
                body.Flag(false);
            }
        );

    [Fact]
    public void A_report_that_finds_a_rank_too_slow_that_the_view_has_not() =>
        AssertMakesNoSense(
            FrameType.Report,
            body =>
            {
                body.Ranks([]);
                body.Ranks([3]);
                body.Ballot(Ballot.None);
                body.Flag(false);
                body.Flag(false);
                body.Flag(false);
            }
        );

    [Fact]
    public void What_is_stable_told_to_one_that_counts() =>
        AssertMakesNoSense(FrameType.Stable, body => body.Numbers([0, 0, 0]));

    [Fact]
    public void A_request_in_a_group_without_a_directory() =>
        AssertMakesNoSense(
            FrameType.Request,
            body =>
            {
                body.Number(1);
                body.Byte(4);
            }
        );

    [Fact]
    public void A_request_for_the_state_that_breaks_off_where_it_says_where_a_log_ends() =>
        AssertMakesNoSense(
            FrameType.StateRequest,
            body =>
            {
                body.Number(0);
                body.Flag(true);
                body.Number(1);
            }
        );

    [Fact]
    public void A_wedge_for_another_ones_ballot() =>
        AssertMakesNoSense(FrameType.Wedge, body => body.Ballot(new Ballot(1, 2)));

    [Fact]
    public void An_answer_with_a_row_of_too_few_ranks() =>
        AssertMakesNoSense(
            FrameType.Wedged,
            body =>
            {
                body.Ballot(new Ballot(1, 0));
                body.Numbers([0, 0]);
                body.Numbers([0, 0]);
                body.Ballot(Ballot.None);
                body.Flag(false);
            }
        );

    [Fact]
    public void A_proposal_with_a_cut_of_too_few_ranks() =>
        AssertMakesNoSense(
            FrameType.Propose,
            body =>
            {
                body.Ballot(SecondsFirst);
                body.Proposal(Next(0, 0));
                body.Number(3);
                for (int i = 0; i < 3; i++)
                    body.Ranks([0]);
            }
        );

    [Fact]
    public void A_proposal_with_a_holder_that_the_view_has_not() =>
        AssertMakesNoSense(
            FrameType.Propose,
            body =>
            {
                body.Ballot(SecondsFirst);
                body.Proposal(Next(0, 9, 0));
                body.Number(3);
                for (int i = 0; i < 3; i++)
                    body.Ranks([3]);
            }
        );

    [Fact]
    public void A_decision_with_a_holder_that_the_view_has_not() =>
        AssertMakesNoSense(
            FrameType.Install,
            body =>
            {
                body.Proposal(Next(0, 9, 0));
                body.Ranks([63]);
            }
        );

    [Fact]
    public void A_decision_with_a_cut_of_too_few_ranks() =>
        AssertMakesNoSense(
            FrameType.Install,
            body =>
            {
                body.Proposal(Next(0, 0));
                body.Ranks([0]);
            }
        );

    [Fact]
    public void A_fetch_of_a_stream_that_the_view_has_not() =>
        AssertMakesNoSense(
            FrameType.Fetch,
            body =>
            {
                body.Number(3);
                body.Number(1);
                body.Number(2);
            }
        );

    [Fact]
    public void Items_of_a_cut_of_a_stream_that_the_view_has_not() =>
        AssertMakesNoSense(
            FrameType.CutItems,
            body =>
            {
                body.Number(3);
                body.Number(1);
            }
        );

    [Fact]
    public void An_item_with_flags_that_mean_nothing() => AssertIsNoItem([0xFF, 0x01, 0x02]);

    [Fact]
    public void An_item_of_an_order_that_there_is_not() => AssertIsNoItem([0x1B, 0x00]);

    [Fact]
    public void The_middle_of_a_message_that_never_began() => AssertIsNoItem([0x00, 0x01, 0x02]);

    [Fact]
    public void A_fragment_that_is_longer_than_its_message() => AssertIsNoItem([0x18, 0x02, 0x01, 0x02, 0x03]);

    [Fact]
    public void A_message_that_is_shorter_than_it_said() => AssertIsNoItem([0x18, 0x05, 0x01, 0x02, 0x03]);

    [Fact]
    public void A_message_beyond_the_limit() => AssertIsNoItem([0x18, 0x81, 0x80, 0x80, 0x08, 0x01]);

    [Fact]
    public void A_dependency_on_a_rank_that_the_view_has_not() => AssertIsNoItem([0x19, 0x01, 0x01, 0x03, 0x01, 0x00]);

    [Fact]
    public void An_announcement_by_one_that_is_not_the_orderer() => AssertIsNoItem([0x38, 0x01, 0x00, 0x01]);

    [Fact]
    public void Fragments_that_are_together_longer_than_their_message()
    {
        HandCarriedMember a = new HandCarried("a", "b")["a"];
        Assert.True(a.Streams.Receive(1, new byte[] { 0x08, 0x03, 0x01, 0x02 }));
        Assert.False(a.Streams.Receive(1, new byte[] { 0x10, 0x03, 0x04 }));
        Assert.True(a.Streams.Receive(1, new byte[] { 0x10, 0x03 }));
    }

    private void AssertIsNoItem(byte[] item) =>
        AssertMakesNoSense(
            FrameType.StreamItems,
            body =>
            {
                body.Number(1);
                body.Bytes(item);
            }
        );
}
