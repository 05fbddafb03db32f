using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>What the log calls records that somebody else counts.</summary>
public sealed class RecordNumbersTests
{
    private static RecordNumbers With(params (ulong Counted, ulong Number)[] records)
    {
        var numbers = new RecordNumbers();
        foreach ((ulong counted, ulong number) in records)
            numbers.Add(counted, number);
        return numbers;
    }

    [Fact]
    public void The_log_s_own_records_in_between_are_passed_over()
    {
        RecordNumbers numbers = With((1, 41), (2, 42), (3, 44), (4, 45), (5, 50));
        Assert.Equal([41UL, 42, 44, 45, 50], ((ulong[])[1, 2, 3, 4, 5]).Select(numbers.Of));
    }

    [Fact]
    public void What_was_forgotten_is_not_asked_for_and_the_rest_is_there()
    {
        RecordNumbers numbers = With((1, 41), (2, 43), (3, 44), (4, 46));
        numbers.Forget(3);
        Assert.Equal([44UL, 46], ((ulong[])[3, 4]).Select(numbers.Of));
        Assert.Throws<ArgumentOutOfRangeException>(() => numbers.Of(1));
    }
}
