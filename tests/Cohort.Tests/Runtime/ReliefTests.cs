using Cohort.Runtime;

namespace Cohort.Tests.Runtime;

public class ReliefTests
{
    private readonly Relief _relief = new();

    [Fact]
    public void Where_nobody_could_take_over_the_duty_is_not_lent() => Assert.False(_relief.TryLend());

    [Fact]
    public async Task A_duty_that_is_lent_for_long_is_taken_over()
    {
        Task<bool> other = Task.Run(_relief.Await);
        await LendAsync();

        Assert.True(await other.Soon());
        Assert.False(_relief.TakeBack());
    }

    [Fact]
    public async Task One_that_is_taken_back_in_time_is_not()
    {
        Task<bool> other = Task.Run(_relief.Await);
        await LendAsync();
        // Each loan is quick, but all together they last far longer than one may.
        for (int loan = 0; loan < 100_000; loan++)
        {
            // A test that was itself held up for long has lost the duty rightly.
            if (!_relief.TakeBack())
                break;
            Assert.True(_relief.TryLend());
        }

        _relief.End();
        await other.Soon();
    }

    [Fact]
    public async Task Whoever_has_lost_the_duty_can_take_it_over_again()
    {
        Task<bool> other = Task.Run(_relief.Await);
        await LendAsync();
        Assert.True(await other.Soon());

        Task<bool> first = Task.Run(_relief.Await);
        await LendAsync();

        Assert.True(await first.Soon());
    }

    [Fact]
    public async Task At_the_end_nobody_waits()
    {
        Task<bool> other = Task.Run(_relief.Await);
        _relief.End();

        Assert.False(await other.Soon());
    }

    // The other thread may not be there yet.
    private async Task LendAsync()
    {
        while (!_relief.TryLend())
            await Task.Yield();
    }
}
