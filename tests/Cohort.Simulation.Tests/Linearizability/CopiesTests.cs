using Cohort.Simulation.Linearizability;

namespace Cohort.Simulation.Tests.Linearizability;

/// <summary>What one copy of each collection returns, call by call, one after the other; and that anything else is found.</summary>
public sealed class CopiesTests
{
    private static readonly Invocation[] s_dictionary =
    [
        Of(CallKind.Remove, null),
        Of(CallKind.AddIfAbsent, 1, argument: 5),
        Of(CallKind.AddIfAbsent, 0, argument: 6),
        Of(CallKind.GetOrAdd, 5, argument: 7),
        Of(CallKind.CompareAndSet, 0, argument: 8, expected: 6),
        Of(CallKind.CompareAndSet, 1, argument: 8, expected: 5),
        Of(CallKind.Read, 8),
        Of(CallKind.Remove, 8),
        Of(CallKind.CompareAndSet, 0, argument: 8, expected: 8),
        Of(CallKind.GetOrAdd, 7, argument: 7),
        Of(CallKind.Write, null, argument: 9),
        Of(CallKind.Read, 9),
        Of(CallKind.Read, null, key: 2),
        Of(CallKind.Count, 1),
    ];

    private static readonly Invocation[] s_set =
    [
        Of(CallKind.Remove, 0),
        Of(CallKind.Add, 1),
        Of(CallKind.Add, 0),
        Of(CallKind.Add, 1, key: 2),
        Of(CallKind.Read, 1),
        Of(CallKind.Remove, 1),
        Of(CallKind.Read, 0),
        Of(CallKind.Read, 1, key: 2),
        Of(CallKind.Count, 1),
    ];

    private static readonly Invocation[] s_tally =
    [
        Of(CallKind.Add, -4, argument: -4),
        Of(CallKind.CompareAndSet, 0, argument: 3, expected: 4),
        Of(CallKind.CompareAndSet, 1, argument: 3, expected: -4),
        Of(CallKind.Read, 3),
        Of(CallKind.Add, 5, argument: 2),
        Of(CallKind.Add, null, argument: long.MaxValue - 4),
        Of(CallKind.Add, long.MaxValue - 20, argument: long.MaxValue - 25),
        Of(CallKind.Add, -6, argument: -(long.MaxValue - 14)),
        Of(CallKind.Add, null, argument: long.MinValue + 5),
    ];

    // Versions are those of all settings together; a removal is a change as well.
    private static readonly Invocation[] s_settings =
    [
        Of(CallKind.Version, null),
        Of(CallKind.CompareAndSet, 1, argument: 5),
        Of(CallKind.CompareAndSet, -1, argument: 6),
        Of(CallKind.Write, 2, key: 2, argument: 7),
        Of(CallKind.CompareAndSet, 3, argument: 8, expected: 1),
        Of(CallKind.Read, 8),
        Of(CallKind.Version, 3),
        Of(CallKind.Remove, 1),
        Of(CallKind.Remove, 0),
        Of(CallKind.CompareAndSet, 0, argument: 6, expected: 3),
        Of(CallKind.Write, 5, argument: 9),
        Of(CallKind.Read, 7, key: 2),
    ];

    [Theory]
    [InlineData("dictionary")]
    [InlineData("set")]
    [InlineData("tally")]
    [InlineData("settings")]
    public void What_one_copy_returns_is_right(string kind) => Assert.Null(Judge(kind, CallsOf(kind)));

    [Theory]
    [InlineData("dictionary")]
    [InlineData("set")]
    [InlineData("tally")]
    [InlineData("settings")]
    public void Any_other_result_of_any_call_is_not(string kind)
    {
        Invocation[] calls = CallsOf(kind);
        for (int at = 0; at < calls.Length; at++)
        {
            Invocation[] wrong = [.. calls];
            wrong[at] = calls[at] with { Result = (calls[at].Result ?? 0) + 17 };
            Assert.NotNull(Judge(kind, wrong));
        }
    }

    [Theory]
    [InlineData("dictionary")]
    [InlineData("set")]
    [InlineData("tally")]
    [InlineData("settings")]
    public void What_it_cannot_be_asked_is_an_error(string kind) =>
        Assert.Throws<InvalidDataException>(() => Judge(kind, [Of(CallKind.Dequeue, null)]));

    [Fact]
    public void A_read_during_a_removal_may_find_the_entry_or_not()
    {
        Invocation add = new(CallKind.AddIfAbsent, 5, 1)
        {
            Key = 1,
            Returned = 2,
            Result = 1,
        };
        Invocation remove = new(CallKind.Remove, 0, 3)
        {
            Key = 1,
            Returned = 6,
            Result = 5,
        };
        Assert.All(
            [5, null],
            (long? seen) =>
            {
                Invocation read = new(CallKind.Read, 0, 4)
                {
                    Key = 1,
                    Returned = 5,
                    Result = seen,
                };
                Assert.Null(Cohort.Simulation.Linearizability.Judge.Placed("dictionary", [add, remove], [read]));
            }
        );
    }

    private static Invocation[] CallsOf(string kind) =>
        kind switch
        {
            "dictionary" => s_dictionary,
            "set" => s_set,
            "tally" => s_tally,
            _ => s_settings,
        };

    // One after the other, as they stand.
    private static string? Judge(string kind, Invocation[] calls)
    {
        Invocation[] timed = [.. calls.Select((call, at) => call with { Called = 2 * at, Returned = (2 * at) + 1 })];
        return Cohort.Simulation.Linearizability.Judge.Placed(
            kind,
            [.. timed.Where(call => !IsRead(call))],
            [.. timed.Where(IsRead)]
        );
    }

    private static bool IsRead(Invocation call) => call.Kind is CallKind.Read or CallKind.Version or CallKind.Count;

    private static Invocation Of(CallKind kind, long? result, long key = 1, long argument = 0, long expected = 0) =>
        new(kind, argument, 0)
        {
            Key = key,
            Expected = expected,
            Result = result,
        };
}
