using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Tests.Bench.Members;

public sealed class DeliverySignalTests
{
    [Fact]
    public async Task A_delivery_that_came_before_anybody_waited_is_not_lost()
    {
        var signal = new DeliverySignal();
        for (int message = 0; message < 3; message++)
        {
            signal.Reset();
            signal.Set();
            await signal.WaitAsync();
        }
    }

    [Fact]
    public async Task Who_waits_goes_on_with_the_delivery_and_not_before()
    {
        var signal = new DeliverySignal();
        signal.Reset();
        Task waiting = signal.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);

        signal.Set();

        await waiting;
    }
}
