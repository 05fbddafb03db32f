using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Tests.Bench.Report;

public sealed class ViewChangesTests
{
    [Fact]
    public void Changes_become_a_median_and_the_largest()
    {
        Figures figures = ViewChanges.Of([Took(10, pause: 30), Took(50, pause: 20), Took(20, pause: 90)]);

        Assert.Equal(20, figures[Figure.ViewChangeP50Ms]);
        Assert.Equal(50, figures[Figure.ViewChangeMaxMs]);
        Assert.Equal(30, figures[Figure.PauseP50Ms]);
        Assert.Equal(90, figures[Figure.LongestPauseMs]);
        Assert.Null(figures[Figure.StateHeldP50Ms]);
    }

    [Fact]
    public void Without_clients_there_is_no_pause() =>
        Assert.Null(ViewChanges.Of([Took(10, pause: null)])[Figure.LongestPauseMs]);

    private static Change Took(int milliseconds, int? pause) =>
        new(
            TimeSpan.FromMilliseconds(milliseconds),
            StateHeld: null,
            pause is { } known ? TimeSpan.FromMilliseconds(known) : null
        );
}
