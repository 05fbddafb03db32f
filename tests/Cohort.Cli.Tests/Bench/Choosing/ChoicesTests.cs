using Cohort.Cli.Bench;
using Cohort.Cli.Bench.Choosing;

namespace Cohort.Cli.Tests.Bench.Choosing;

public sealed class ChoicesTests
{
    [Fact]
    public void Throughput_and_then_latency_are_measured_where_no_mode_is_given()
    {
        BenchMode[] modes = [.. new Choices().Settings().Select(setting => setting.Mode)];

        Assert.Equal(BenchMode.Throughput, modes[0]);
        Assert.Equal(BenchMode.Latency, modes[^1]);
        Assert.Equal(modes.Order(), modes);
    }

    [Fact]
    public void Every_combination_of_lists_is_a_setting()
    {
        IReadOnlyList<Setting> settings = new Choices
        {
            Mode = BenchMode.Throughput,
            Members = [3, 5],
            Senders = [1, int.MaxValue],
            Sizes = [64, 1024],
            Outstanding = [1, 10],
        }.Settings();

        Assert.Equal(16, settings.Count);
        Assert.Equal(16, settings.Distinct().Count());
    }

    [Fact]
    public void There_are_never_more_senders_than_members_and_no_setting_twice()
    {
        IReadOnlyList<Setting> settings = new Choices
        {
            Mode = BenchMode.Throughput,
            Members = [3],
            Senders = [3, 7, int.MaxValue],
            Sizes = [64],
        }.Settings();

        Assert.Equal(3, Assert.Single(settings).Senders);
    }

    [Fact]
    public void Latency_has_one_sender_with_one_message_under_way()
    {
        Setting setting = Assert.Single(new Choices { Mode = BenchMode.Latency }.Settings());

        Assert.Equal((1, 1, Age.Youngest), (setting.Senders, setting.Outstanding, setting.Side));
    }

    [Fact]
    public void Growth_goes_along_the_members_and_along_the_sizes()
    {
        IReadOnlyList<Setting> settings = new Choices { Mode = BenchMode.Growth }.Settings();

        Assert.Equal(Enumerable.Range(2, 8), settings.Where(setting => setting.Size == 1024).Select(s => s.Members));
        int[] sizes = [.. settings.Where(setting => setting.Members == 3).Select(setting => setting.Size).Order()];
        Assert.Equal((64, 16 << 20), (sizes[0], sizes[^1]));
        Assert.Equal(settings.Distinct(), settings);
    }

    [Fact]
    public void Growth_takes_both_together_where_both_are_given()
    {
        IReadOnlyList<Setting> settings = new Choices
        {
            Mode = BenchMode.Growth,
            Members = [2, 4],
            Sizes = [64, 128],
        }.Settings();

        Assert.Equal(
            [(2, 64), (2, 128), (4, 64), (4, 128)],
            settings.Select(setting => (setting.Members, setting.Size))
        );
    }

    [Fact]
    public void A_view_change_is_measured_for_every_event_load_and_state()
    {
        IReadOnlyList<Setting> settings = new Choices { Mode = BenchMode.ViewChange, States = [0, 1024] }.Settings();

        Assert.Equal(3 * 2 * 2, settings.Count);
        Assert.All(settings, setting => Assert.Equal(setting.Load == Load.None ? 0 : 3, setting.Senders));
    }

    [Fact]
    public void A_view_change_is_measured_for_every_number_of_clients_but_once_without_any()
    {
        IReadOnlyList<Setting> settings = new Choices
        {
            Mode = BenchMode.ViewChange,
            Events = [MembershipEvent.Kill],
            Clients = [8, 64],
        }.Settings();

        Assert.Equal(
            [(Load.None, 0), (Load.Clients, 8), (Load.Clients, 64)],
            settings.Select(setting => (setting.Load, setting.Outstanding))
        );
    }

    [Fact]
    public void Fairness_is_measured_beside_large_messages_of_every_size_and_beside_one_slow_member()
    {
        IReadOnlyList<Setting> settings = new Choices
        {
            Mode = BenchMode.Fairness,
            Bulks = [1 << 20, 16 << 20],
            Slow = TimeSpan.FromMilliseconds(5),
            SlowBy = Slowness.Awaiting,
        }.Settings();

        Assert.Equal(
            [(Neighbour.Bulk, 1 << 20), (Neighbour.Bulk, 16 << 20), (Neighbour.Slow, 0)],
            settings.Select(setting => (setting.Beside!.Value, setting.BulkBytes))
        );
        Assert.All(settings.Take(2), setting => Assert.Equal((1, 1), (setting.Senders, setting.Outstanding)));
        Assert.Equal((3, 1024), (settings[2].Senders, settings[2].Outstanding));
        Assert.Equal((TimeSpan.FromMilliseconds(5), Slowness.Awaiting), (settings[2].Slow, settings[2].SlowBy));
    }

    [Fact]
    public void Overload_begins_with_the_fewest_clients_so_that_each_is_compared_with_the_best_before_it()
    {
        IReadOnlyList<Setting> usual = new Choices { Mode = BenchMode.Overload }.Settings();
        IReadOnlyList<Setting> given = new Choices { Mode = BenchMode.Overload, Clients = [100, 1, 10] }.Settings();

        Assert.Equal([64, 640, 6400], usual.Select(setting => setting.Outstanding));
        Assert.Equal([1, 10, 100], given.Select(setting => setting.Outstanding));
        Assert.All(given, setting => Assert.Equal(setting.Members, setting.Senders));
    }

    [Theory]
    [InlineData(BenchMode.Latency, 3, 4, "at least 9 bytes")]
    [InlineData(BenchMode.Growth, 3, 4, "at least 9 bytes")]
    [InlineData(BenchMode.Fairness, 3, 8, "at least 9 bytes")]
    [InlineData(BenchMode.Overload, 3, 11, "at least 12 bytes")]
    [InlineData(BenchMode.ViewChange, 3, 11, "at least 12 bytes")]
    [InlineData(BenchMode.ViewChange, 2, 64, "at least 3 members")]
    public void What_cannot_be_measured_is_said(object mode, int members, int size, string problem) =>
        Assert.Contains(
            problem,
            new Choices
            {
                Mode = (BenchMode)mode,
                Members = [members],
                Sizes = [size],
            }.Problem(),
            StringComparison.Ordinal
        );

    [Fact]
    public void Empty_messages_are_fine_for_throughput() =>
        Assert.Null(new Choices { Mode = BenchMode.Throughput, Sizes = [0] }.Problem());
}
