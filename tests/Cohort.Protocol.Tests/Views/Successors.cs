using Cohort.Protocol.Formation;
using Cohort.Protocol.Memory;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Tests.Multicast;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Views;

/// <summary>Section 6, step 2: what the coordinator makes of the answers to its wedge.</summary>
public sealed class Successors
{
    private readonly ViewStreams _streams = new HandCarried("a", "b", "c", "x*")["a"].Streams;
    private readonly MemberReports _reports;
    private readonly Succession _succession;

    public Successors()
    {
        var node = new NodeSettings
        {
            Cluster = "test",
            Name = "a",
            Process = _streams.View.Members[0].Process,
            Seeds = ["a", "b", "c"],
        };
        var context = new GroupContext(
            1,
            new GroupSettings { Name = "g" },
            node,
            null!,
            new PastMemberships(),
            new NodeClock(TimeSpan.FromSeconds(1)),
            new SeededRandom(1),
            new SlabPool(spoil: true),
            new FrameWriter(),
            new OutputBuffer()
        );
        _reports = new MemberReports(context, _streams.View, 0);
        var anchor = new Anchor(node);
        var laggards = new Laggards(_streams, _reports, anchor);
        var electorate = new Electorate(context, _streams, _reports, anchor);
        _succession = new Succession(context, _streams, _reports, laggards, electorate, new SelfGoverned(anchor));
    }

    private static Answer Received(ulong ofA, ulong freed = 0) => new([ofA, 0, 0], [freed, 0, 0], Ballot.None, null);

    /// <summary>A member says whom it suspects, whom it finds too slow, and whether it has loaded the state.</summary>
    private void Report(int by, int[] suspects, bool loaded = false, int[]? tooSlow = null)
    {
        var writer = new FrameWriter();
        writer.Ranks(suspects);
        writer.Ranks(tooSlow ?? []);
        writer.Ballot(Ballot.None);
        writer.Flag(false);
        writer.Flag(loaded);
        writer.Flag(false);
        var reader = new FrameReader(writer.Written.Span, new Limits());
        Assert.True(_reports.Receive(by, ref reader));
    }

    private Proposal? Make(params Answer?[] answers) => _succession.Make([.. answers, null], [], keepLastHolder: true);

    private static string Names(Proposal proposal) =>
        string.Join(' ', proposal.Next.Select(member => member.HoldsState ? member.Name : member.Name + "*"));

    [Fact]
    public void The_cut_is_the_most_that_any_of_those_who_go_on_has()
    {
        Proposal next = Make(Received(5), Received(9), Received(7))!;
        Assert.Equal([9UL, 0, 0], next.Cut);
        Assert.Equal("a b c x*", Names(next));
    }

    [Fact]
    public void Who_did_not_answer_is_left_out_and_what_it_has_is_not_in_the_cut()
    {
        Proposal next = Make(Received(5), null, Received(7))!;
        Assert.Equal([7UL, 0, 0], next.Cut);
        Assert.Equal("a c x*", Names(next));
    }

    [Fact]
    public void No_quorum_has_no_successor() => Assert.Null(Make(Received(5), null, null));

    [Fact]
    public void Of_two_that_suspect_each_other_the_older_stays()
    {
        Report(by: 2, suspects: [1]);
        Assert.Equal("a b x*", Names(Make(Received(5), Received(9), Received(7))!));
    }

    [Fact]
    public void One_that_is_too_slow_is_left_out_and_what_it_alone_has_is_not_in_the_cut()
    {
        Report(by: 2, suspects: [], tooSlow: [1]);
        Proposal next = Make(Received(5), Received(9), Received(7))!;
        Assert.Equal([7UL, 0, 0], next.Cut);
        Assert.Equal("a c x*", Names(next));
    }

    [Fact]
    public void One_that_is_too_slow_stays_where_the_others_that_answered_are_too_few()
    {
        Report(by: 2, suspects: [], tooSlow: [0]);
        Assert.Equal("a c x*", Names(Make(Received(5), null, Received(7))!));
    }

    [Fact]
    public void Of_two_that_find_each_other_too_slow_one_stays()
    {
        Report(by: 1, suspects: [], tooSlow: [2]);
        Report(by: 2, suspects: [], tooSlow: [1]);
        Assert.Equal("a b x*", Names(Make(Received(5), Received(9), Received(7))!));
    }

    [Fact]
    public void Who_is_suspected_is_not_heard_about_others()
    {
        Report(by: 2, suspects: [], tooSlow: [1]);
        _reports.Suspect(2);
        Assert.Equal("a b x*", Names(Make(Received(5), Received(9), Received(7))!));
    }

    [Fact]
    public void One_without_the_state_that_somebody_suspects_is_left_out()
    {
        Report(by: 2, suspects: [3]);
        Assert.Equal("a b c", Names(Make(Received(0), Received(0), Received(0))!));
    }

    [Fact]
    public void One_that_has_loaded_the_state_is_promoted()
    {
        Report(by: 3, suspects: [], loaded: true);
        Assert.Equal("a b c x", Names(Make(Received(5), Received(5), Received(5))!));
    }

    [Fact]
    public void One_that_lacks_what_not_all_keep_is_not_promoted()
    {
        Report(by: 3, suspects: [], loaded: true);
        Answer?[] answers = [Received(5), Received(5, freed: 2), Received(5)];
        Assert.True(_succession.AwaitsRow([.. answers, null]));
        Assert.Equal("a b c x*", Names(Make(answers)!));
        _streams.Rows.Update(3, [2, 0, 0], 0, 0);
        Assert.False(_succession.AwaitsRow([.. answers, null]));
        Assert.Equal("a b c x", Names(Make(answers)!));
    }

    [Fact]
    public void What_is_freed_by_one_that_is_left_out_does_not_matter()
    {
        Report(by: 3, suspects: [], loaded: true);
        Report(by: 1, suspects: [2]);
        Assert.Equal("a b x", Names(Make(Received(5), Received(5), Received(5, freed: 2))!));
    }
}
