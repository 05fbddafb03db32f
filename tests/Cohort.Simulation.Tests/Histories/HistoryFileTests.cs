using System.Collections.Immutable;
using System.Text;
using Cohort.Protocol;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Histories;

public sealed class HistoryFileTests : IDisposable
{
    private static readonly TimeSpan s_at = new(20_000, 1, 2, 3, 4, 5);
    private static readonly ProcessId s_process = new("10.0.0.1:7101", 0xFEDC_BA98_7654_3210);
    private static readonly ProcessId s_peer = new("10.0.0.2:7101", 2);
    private static readonly MemberId s_member = new(s_process, 3);

    private readonly string _path = Path.GetTempFileName();

    public static TheoryData<HistoryEvent> Events =>
        [
            new ProcessStarted(s_at, s_process, "a"),
            new ProcessCrashed(s_at, s_process),
            new ProcessPaused(s_at, s_process),
            new ProcessResumed(s_at, s_process),
            new ClockSetBack(s_at, s_process),
            new LinkCut(s_at, s_process, s_peer),
            new LinkRestored(s_at, s_process, s_peer),
            new MessageSent(s_at, s_process, "g", ulong.MaxValue, Order.Causal, Delivery.Stable, 17),
            new MessageAccepted(s_at, s_process, "g", 1),
            new MessageRejected(s_at, s_process, "g", 1, Failure.Unknown),
            new MessageDelivered(
                s_at,
                s_process,
                "g",
                1,
                Intact: true,
                new MessageId(new ViewNumber(7), 2, 118),
                s_member,
                Order.Total,
                Delivery.Received,
                9,
                ulong.MaxValue
            ),
            new LogOpened(s_at, s_process),
            new LogReplaced(s_at, s_process),
            new LogHasDifference(s_at, s_process, new GroupId(1, 2), new ViewNumber(7)),
            new DurableDelivered(s_at, s_process, "g", new GroupId(1, 2), new MessageId(new ViewNumber(7), 2, 118))
            {
                Number = 5,
                Place = 6,
            },
            new MessageReplayed(s_at, s_process, "g", 5),
            new MessageReplayed(s_at, s_process, "g", 5) { Formation = new GroupId(1, 2) },
            new StateReplaced(s_at, s_process, "g", 9, 10) { Contents = 11 },
            new StateReplaced(s_at, s_process, "g", 9, 10) { IsFromLog = true },
            new StateReplaced(s_at, s_process, "g", 9, 10),
            new LeaveRequested(s_at, s_process, "g"),
            new FlushCompleted(s_at, s_process, "g", 5),
            new StatusChanged(s_at, s_process, "g", GroupStatus.Blocked, "no \"quorum\"\n"),
            new MembershipEnded(s_at, s_process, "g", GroupStatus.Left, ""),
            new OperationCalled(s_at, s_process, "g", 1, "o", "queue", "enqueue", -5),
            new OperationReturned(s_at, s_process, "g", 1, null),
            new OperationGivenUp(s_at, s_process, "g", 1, IsExcluded: true),
            new CallExecuted(s_at, s_process, "g", 1, 9, -5),
            new ViewDiffused(s_at, s_process, "g", new GroupId(1, 2), new ViewNumber(3)),
            new MessageDiffused(s_at, s_process, "g", 1, Intact: true, new MessageId(new ViewNumber(7), 2, 118)),
            new GapDiffused(s_at, s_process, "g"),
            new HierarchyJoined(s_at, s_process, "h", new GroupId(1, 2)),
            new HierarchySent(s_at, s_process, "h", 1, Order.Fifo),
            new HierarchyDelivered(
                s_at,
                s_process,
                "h",
                1,
                Intact: true,
                new MemberId(s_process, 3),
                Order.Fifo,
                new GroupId(3, 4),
                7
            ),
            new HierarchyGap(s_at, s_process, "h"),
            new HierarchyLeft(s_at, s_process, "h"),
            new ReplicaBegan(s_at, s_process, "t", new GroupId(1, 2)),
            new UpdateCalled(s_at, s_process, "t", 1, "o", "queue", "enqueue", -5) { Key = 2, Expected = -3 },
            new UpdateReturned(s_at, s_process, "t", 1, null),
            new UpdateGivenUp(s_at, s_process, "t", 1) { IsExcluded = true },
            new UpdateMade(s_at, s_process, "t", new GroupId(1, 2), 1, 2, 3, -5, 9),
            new ItemWanted(s_at, s_process, "t", 1),
            new ItemTaken(s_at, s_process, "t", 1, -5),
            new WishGivenUp(s_at, s_process, "t", 1) { IsKnown = true },
            new ItemGivenBack(s_at, s_process, "t", new GroupId(1, 2), 5, -5),
            new ItemPut(s_at, s_process, "t", new GroupId(1, 2), 3, -5),
            new ItemGiven(s_at, s_process, "t", new GroupId(1, 2), 4, -5, 1),
            new ClaimAsked(s_at, s_process, "t", 1, "lock-1", "permit", 2, TimeSpan.FromSeconds(3)),
            new ClaimHeld(s_at, s_process, "t", 1, ulong.MaxValue),
            new ClaimLost(s_at, s_process, "t", 1, "PutOut"),
            new ClaimReturned(s_at, s_process, "t", 1),
            new ClaimGivenUp(s_at, s_process, "t", 1),
            new MembershipDoubted(s_at, s_process, "t"),
            new ClaimChanged(s_at, s_process, "t", new GroupId(1, 2), 1, ClaimChange.Granted, 2, 3),
            new StateObserved(s_at, s_process, "t", 1, "TooSlow", 2, ulong.MaxValue, 3),
            new EventObserved(s_at, s_process, "t", 1, 2, 3),
            new TokenPassed(s_at, s_process, "t", 1, s_member),
            new TokenPlaced(s_at, s_process, "t", new GroupId(1, 2), s_member, ulong.MaxValue),
            new BarrierReached(s_at, s_process, "t", 1, "start", 3, Breaks: true),
            new BarrierPassed(s_at, s_process, "t", 1, 2),
            new BarrierBroke(s_at, s_process, "t", 1),
            new BarrierGivenUp(s_at, s_process, "t", 1),
            new ArrivalChanged(
                s_at,
                s_process,
                "t",
                new GroupId(1, 2),
                new ViewNumber(7),
                3,
                IsByView: true,
                1,
                ArrivalChange.LetGo,
                2
            ),
            new BarriersSawView(s_at, s_process, "t", new GroupId(1, 2), new ViewNumber(7), 3),
            new ToolMembershipLost(s_at, s_process, "t"),
            new MembersCalled(s_at, s_process, "t", 1, "Count(2)", s_member),
            new MembersCalled(s_at, s_process, "t", 1, "All", null),
            new MembersCallDelivered(s_at, s_process, "t", 1, new GroupId(1, 2), new ViewNumber(7), "a b"),
            new MethodRan(s_at, s_process, "t", 1, s_member, new GroupId(1, 2), new ViewNumber(7), -5),
            new MemberReplied(s_at, s_process, "t", 1, s_member, "Value", -5),
            new MembersCallSettled(s_at, s_process, "t", 1, WasReached: true, 2),
            new MembersCallFailed(s_at, s_process, "t", 1, "PutOut"),
            new MembersCallAbandoned(s_at, s_process, "t", 1),
        ];

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_read_as_it_was_written(HistoryEvent happened)
    {
        File.WriteAllBytes(_path, HistoryFile.LineOf(happened));

        Assert.Equal(happened, Assert.Single(HistoryFile.Read(_path)));
    }

    [Fact]
    public void A_view_is_read_as_it_was_written()
    {
        ImmutableArray<Member> members = [new(s_member, "a", true), new(new MemberId(s_peer, 1), "b", false)];
        var formation = new GroupId(ulong.MaxValue, 2);
        var view = new ViewInstalled(s_at, s_process, "g", formation, new ViewNumber(7), members, s_member, 5);
        File.WriteAllBytes(_path, HistoryFile.LineOf(view));

        var read = Assert.IsType<ViewInstalled>(Assert.Single(HistoryFile.Read(_path)));

        Assert.Equal(members, read.Members);
        Assert.Equal(view with { Members = default }, read with { Members = default });
    }

    [Fact]
    public void So_is_a_view_of_a_group_with_tools()
    {
        ImmutableArray<Member> members = [new(s_member, "a", true), new(new MemberId(s_peer, 1), "b", false)];
        var view = new ToolViewInstalled(s_at, s_process, "t", new GroupId(1, 2), new ViewNumber(7), members);
        File.WriteAllBytes(_path, HistoryFile.LineOf(view));

        var read = Assert.IsType<ToolViewInstalled>(Assert.Single(HistoryFile.Read(_path)));

        Assert.Equal(members, read.Members);
        Assert.Equal(view with { Members = default }, read with { Members = default });
    }

    [Fact]
    public void So_is_what_a_log_tells()
    {
        ImmutableArray<Member> members = [new(s_member, "a", true), new(new MemberId(s_peer, 1), "b", false)];
        var view = new LoggedViewBegan(s_at, s_process, "g", new GroupId(1, 2), new ViewNumber(7), members);
        var synced = new LogSynced(s_at, s_process, new GroupId(1, 2), new ViewNumber(7), [1, 0, ulong.MaxValue])
        {
            IsMissed = true,
        };
        var state = new LogHasState(s_at, s_process, new GroupId(1, 2), new ViewNumber(7), [3, 4]);
        var goesOn = new LogContinues(s_at, s_process, new GroupId(3, 4), new GroupId(1, 2), new ViewNumber(7), [5, 6]);
        var replay = new ReplayBegan(s_at, s_process, "g", new GroupId(1, 2), new ViewNumber(7), [3, 4]);
        HistoryEvent[] written = [view, synced, state, goesOn, replay];
        File.WriteAllBytes(_path, [.. written.SelectMany(happened => HistoryFile.LineOf(happened))]);

        IReadOnlyList<HistoryEvent> read = HistoryFile.Read(_path);

        Assert.Equal(members, Assert.IsType<LoggedViewBegan>(read[0]).Members);
        Assert.Equal(view with { Members = default }, (LoggedViewBegan)read[0] with { Members = default });
        Assert.Equal(synced.Row, Assert.IsType<LogSynced>(read[1]).Row);
        Assert.Equal(synced with { Row = default }, (LogSynced)read[1] with { Row = default });
        Assert.Equal(state.Delivered, Assert.IsType<LogHasState>(read[2]).Delivered);
        Assert.Equal(state with { Delivered = default }, (LogHasState)read[2] with { Delivered = default });
        Assert.Equal(goesOn.Cut, Assert.IsType<LogContinues>(read[3]).Cut);
        Assert.Equal(goesOn with { Cut = default }, (LogContinues)read[3] with { Cut = default });
        Assert.Equal(replay.Delivered, Assert.IsType<ReplayBegan>(read[4]).Delivered);
        Assert.Equal(replay with { Delivered = default }, (ReplayBegan)read[4] with { Delivered = default });
    }

    [Fact]
    public void Every_kind_of_event_can_be_written()
    {
        IEnumerable<string> kinds = typeof(HistoryEvent)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(HistoryEvent)) && !type.IsAbstract)
            .Select(type => type.Name);
        IEnumerable<string> written = Events
            .Select(row => row.Data.GetType().Name)
            .Append(nameof(ViewInstalled))
            .Append(nameof(ToolViewInstalled))
            .Append(nameof(LoggedViewBegan))
            .Append(nameof(LogSynced))
            .Append(nameof(LogHasState))
            .Append(nameof(LogContinues))
            .Append(nameof(ReplayBegan));
        Assert.Equal(kinds.Order(), written.Distinct().Order());
    }

    [Fact]
    public void Whatever_of_a_file_is_left_after_a_kill_what_stands_in_whole_lines_is_read()
    {
        byte[] line = HistoryFile.LineOf(new ProcessCrashed(s_at, s_process));
        byte[] file = [.. line, .. line, .. line];
        for (int left = 0; left <= file.Length; left++)
        {
            File.WriteAllBytes(_path, file[..left]);
            Assert.Equal(left / line.Length, HistoryFile.Read(_path).Count);
        }
    }

    [Fact]
    public void A_line_that_its_writer_did_not_live_to_finish_does_not_count()
    {
        byte[] line = HistoryFile.LineOf(new ProcessCrashed(s_at, s_process));
        File.WriteAllBytes(_path, [.. line, .. line[..^5]]);

        Assert.Single(HistoryFile.Read(_path));
    }

    [Fact]
    public void A_line_that_is_no_event_is_refused_with_its_place()
    {
        byte[] line = HistoryFile.LineOf(new ProcessCrashed(s_at, s_process));
        File.WriteAllBytes(_path, [.. line, .. Encoding.UTF8.GetBytes("nonsense\n"), .. line]);

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => HistoryFile.Read(_path));

        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);
}
