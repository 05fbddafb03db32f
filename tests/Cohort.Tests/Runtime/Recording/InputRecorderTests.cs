using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Runtime;
using Cohort.Runtime.Recording;

namespace Cohort.Tests.Runtime.Recording;

public class InputRecorderTests
{
    private static readonly NodeSettings Settings = new()
    {
        Cluster = "shop",
        Name = "a",
        Process = new ProcessId("127.0.0.1:7101", ulong.MaxValue),
        Seeds = ["127.0.0.1:7101", "127.0.0.1:7102"],
        Labels = ImmutableSortedDictionary.CreateRange<string, string>(
            StringComparer.Ordinal,
            [new("zone", "a"), new("Zone", "b")]
        ),
        Offers = ["orders"],
        // Code cannot be kept; a replay does without it.
        Layout = new SpreadLayout(),
    };

    private static readonly Input[] OneOfEach =
    [
        Input.Connected(1, 2),
        Input.DialFailed(3, refused: true),
        Input.DialFailed(4, refused: false),
        Input.Accepted(5),
        Input.Received(6, new byte[] { 1, 2, 3 }),
        Input.Written(7, 8),
        Input.Closed(9),
        Input.Join(10, new GroupSettings { Name = "prices", HasState = true }),
        Input.Join(10, new GroupSettings { Name = "prices", Rejoin = false }),
        Input.Join(10, new GroupSettings { Name = "prices", MaxLag = TimeSpan.FromSeconds(30) }),
        Input.Join(
            10,
            new GroupSettings
            {
                Name = "prices",
                Governed = true,
                Contract = "prices 2",
                RecreatesLost = true,
                TakesCalls = true,
                Durable = true,
                DiffusionHistory = 1L << 30,
            }
        ),
        Input.Leave(11),
        Input.Send(12, 13, new byte[] { 4 }, Order.Causal, Delivery.Received, fromHandler: true),
        Input.Flush(14, 15, 16),
        Input.Consumed(16, 17),
        Input.StateTaken(18, 19, new byte[] { 5, 6 }),
        Input.StateLoaded(20, 21),
        Input.ApplicationFailed(22, "a handler threw"),
        Input.StateNotTaken(3, 9, "disk full"),
        Input.ReadLags(23),
        Input.ReadDirectory(24),
        Input.FollowDirectory(),
        Input.Send(24, 25, new byte[] { 7 }, isCall: true),
        Input.CallAnswered(26, new byte[] { 8, 9 }),
        Input.CallNotTaken(27, "the membership is over"),
        Input.Call(28, "prices", new byte[] { 10 }),
        Input.CancelCall(29),
        Input.Subscribe(30, "prices"),
        Input.Unsubscribe(31),
        Input.FeedHandled(32, 33),
        Input.Ensure(
            new PlacementInfo
            {
                Name = "orders",
                Replicas = 3,
                Shards = 16,
                SpreadBy = "zone",
                Labels = ImmutableSortedDictionary.CreateRange<string, string>(
                    StringComparer.Ordinal,
                    [new("ssd", "yes"), new("rack", "")]
                ),
            }
        ),
        Input.Ensure(new PlacementInfo { Name = "orders", Replicas = 0 }),
        Input.Synced(34),
        Input.DiskFailed("no space is left"),
        Input.LogRead(35, 36, new byte[] { 11, 12 }),
        Input.LogNotRead(37, 38, "the state is smaller"),
        Input.ChooseLog(
            new LogChoice(
                new GroupId(35, ulong.MaxValue),
                new ViewNumber(36),
                "127.0.0.1:7101",
                new GroupId(37, 38),
                new ViewNumber(39)
            )
        ),
        Input.TakeBackup(40, "prices"),
        Input.BackupHandled(41, 42),
        Input.DropBackup(43),
    ];

    [Fact]
    public void A_file_gives_back_every_kind_of_input_as_it_was()
    {
        var recorder = new InputRecorder(Settings, seed: 42);
        recorder.Record(new Instant(100), OneOfEach);
        recorder.Record(new Instant(200), []);
        string folder = Directory.CreateTempSubdirectory("cohort-tests-").FullName;
        try
        {
            string? path = recorder.TryWriteFile(folder, out string? problem);
            Assert.Null(problem);
            RecordedRun run = RecordedRun.Load(path!);

            Assert.True(run.Complete);
            Assert.Equal(42UL, run.Seed);
            Assert.Equal(Settings.Process, run.Settings.Process);
            Assert.Equal(Settings.Seeds.AsEnumerable(), run.Settings.Seeds.AsEnumerable());
            Assert.Equal(Settings.Offers.AsEnumerable(), run.Settings.Offers.AsEnumerable());
            Assert.Null(run.Settings.Layout);
            Assert.Equal(Settings.Limits, run.Settings.Limits);
            Assert.Equal(Settings.Labels, run.Settings.Labels.WithComparers(StringComparer.Ordinal));
            Assert.Equal([100, 200], run.Steps.Select(step => step.At));
            Assert.Equal(Enum.GetValues<InputKind>(), OneOfEach.Select(input => input.Kind).Distinct().Order());
            Assert.Equal(OneOfEach.Select(Describe), run.Steps[0].Inputs.Select(input => Describe(input.ToInput())));
            Assert.Empty(run.Steps[1].Inputs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_replay_steps_a_machine_through_the_same_inputs()
    {
        var recorder = new InputRecorder(Settings, seed: 42);
        recorder.Record(new Instant(100), OneOfEach);
        recorder.Record(new Instant(200), OneOfEach.AsSpan(0, 2));
        var machine = new Listener();

        recorder.Run().Replay(machine);

        Assert.Equal([(100L, OneOfEach.Length), (200L, 2)], machine.Steps);
    }

    [Fact]
    public void The_oldest_inputs_make_room_and_the_record_says_so()
    {
        var recorder = new InputRecorder(Settings, seed: 1, capacity: 4096);
        for (int step = 0; step < 1000; step++)
            recorder.Record(new Instant(step), [Input.Received(step, new byte[step % 100])]);

        RecordedRun run = recorder.Run();

        Assert.False(run.Complete);
        Assert.InRange(run.Steps.Length, 10, 100);
        Assert.Equal(
            Enumerable.Range(1000 - run.Steps.Length, run.Steps.Length),
            run.Steps.Select(step => (int)step.At)
        );
        Assert.All(run.Steps, step => Assert.Equal((int)step.At, Assert.Single(step.Inputs).Target));
    }

    [Fact]
    public void A_large_message_is_cut_rather_than_push_out_all_the_rest()
    {
        var recorder = new InputRecorder(Settings, seed: 1, capacity: 4096);
        recorder.Record(new Instant(1), [Input.Leave(1), Input.Send(2, 3, new byte[1 << 20])]);

        RecordedRun run = recorder.Run();

        Assert.False(run.Complete);
        Assert.Equal([InputKind.Leave, InputKind.Send], run.Steps[0].Inputs.Select(input => input.Kind));
        Assert.Equal(1 << 20, run.Steps[0].Inputs[1].Length);
        Assert.Equal(512, run.Steps[0].Inputs[1].Bytes!.Length);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_reported()
    {
        var recorder = new InputRecorder(Settings, seed: 1);

        Assert.Null(
            recorder.TryWriteFile(Path.Combine(Path.GetTempPath(), "cohort", "no", "such"), out string? problem)
        );
        Assert.NotNull(problem);
    }

    private static string Describe(Input input) =>
        string.Join(
            ' ',
            input.Kind,
            input.Group,
            input.Dial,
            input.Amount,
            input.Ticket,
            input.Order,
            input.Delivery,
            input.FromHandler,
            input.Kind == InputKind.Join ? input.Settings.MaxLag : null,
            Convert.ToHexString(input.Bytes.Span),
            RecordedInput.TextOf(input),
            input.Kind == InputKind.Join ? input.Settings.ToString() : "",
            input.Kind == InputKind.Ensure ? string.Join(' ', input.Placement.Labels) : ""
        );

    private sealed class Listener : IMachine
    {
        public List<(long At, int Inputs)> Steps { get; } = [];

        public Instant WakeAt => default;

        public Memory<byte> Room(int connection) => default;

        public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs) =>
            Steps.Add((now.Ticks, inputs.Length));
    }
}
