using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>R1 and R2 of the toolkit's collections, of which a and b have replicas: each call is made at both, one after the other.</summary>
public sealed class CollectionTests
{
    private static readonly GroupId s_formation = new(9, 9);

    private readonly List<HistoryEvent> _events = [];
    private ulong _operations;
    private ulong _updates;

    public CollectionTests()
    {
        foreach (string name in (string[])["a", "b"])
        {
            _events.Add(new ProcessStarted(Now, Process(name), name));
            _events.Add(new ReplicaBegan(Now, Process(name), "t", s_formation));
        }
    }

    private TimeSpan Now => TimeSpan.FromSeconds(_events.Count);

    [Fact]
    public void A_dictionary_that_adds_only_what_is_absent_is_right()
    {
        Update("dictionary", "add-if-absent", 1, 1, argument: 5);
        Update("dictionary", "add-if-absent", 0, 1, argument: 6);
        Read("dictionary", "read", 5, 1);
        Read("dictionary", "read", null, 2);
        Assert.Empty(Broken());
    }

    [Fact]
    public void One_that_overwrites_what_is_there_breaks_R1()
    {
        Update("dictionary", "add-if-absent", 1, 1, argument: 5);
        Update("dictionary", "add-if-absent", 0, 1, argument: 6);
        Read("dictionary", "read", 6, 1);
        Assert.Equal(["R1"], Broken());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void An_item_of_a_set_is_removed_where_it_is_there(long second, bool isRight)
    {
        Update("set", "add", 1, 1);
        Update("set", "remove", 1, 1);
        Update("set", "add", second, 1);
        Assert.Equal(isRight ? [] : ["R1"], Broken());
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(3, false)]
    public void A_counter_that_was_set_by_a_comparison_has_that_value(long sum, bool isRight)
    {
        Update("tally", "add", 2, 0, argument: 2);
        Update("tally", "compare-and-set", 1, 0, argument: 7, expected: 2);
        Update("tally", "add", sum, 0, argument: 1);
        Assert.Equal(isRight ? [] : ["R1"], Broken());
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void A_version_is_that_of_all_settings_together(long version, bool isRight)
    {
        Update("settings", "write", 1, 1, argument: 5);
        Update("settings", "write", 2, 2, argument: 6);
        Read("settings", "version", version, 2);
        Read("settings", "read", 5, 1);
        Assert.Equal(isRight ? [] : ["R1"], Broken());
    }

    [Fact]
    public void Replicas_that_answer_differently_break_R2()
    {
        ulong add = Call("set", "add", 1, 0, 0);
        _events.Add(Made("a", add, 1));
        _events.Add(Made("b", add, 0));
        Assert.Equal(["R2"], Broken());
    }

    private static ProcessId Process(string name) => new(name, 1);

    private void Update(string kind, string call, long? result, long key, long argument = 0, long expected = 0)
    {
        ulong operation = Call(kind, call, key, argument, expected);
        _updates++;
        _events.Add(Made("b", operation, result));
        _events.Add(Made("a", operation, result));
        _events.Add(new UpdateReturned(Now, Process("a"), "t", operation, result));
    }

    private void Read(string kind, string call, long? result, long key) =>
        _events.Add(new UpdateReturned(Now, Process("a"), "t", Call(kind, call, key, 0, 0), result));

    private ulong Call(string kind, string call, long key, long argument, long expected)
    {
        _events.Add(
            new UpdateCalled(Now, Process("a"), "t", ++_operations, kind, kind, call, argument)
            {
                Key = key,
                Expected = expected,
            }
        );
        return _operations;
    }

    private UpdateMade Made(string name, ulong operation, long? result) =>
        new(Now, Process(name), "t", s_formation, operation, _updates, 10 + _updates, result, 7);

    private string[] Broken() =>
        [.. PropertyCheckers.Judge(new History([.. _events])).Select(violation => violation.Property).Distinct()];
}
