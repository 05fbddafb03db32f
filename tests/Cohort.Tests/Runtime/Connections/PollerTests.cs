using Cohort.Runtime.Connections;

namespace Cohort.Tests.Runtime.Connections;

public sealed class PollerTests : IDisposable
{
    private readonly Poller _poller = new();

    public void Dispose() => _poller.Dispose();

    [Fact]
    public void A_wait_ends_with_its_patience() => _poller.Wait([], TimeSpan.FromMilliseconds(1));

    [Fact]
    public async Task Whoever_rings_ends_the_wait()
    {
        Task waiting = Task.Run(() => _poller.Wait([], Deadline.Limit * 2));

        _poller.Ring();

        await waiting.Soon();
    }

    [Fact]
    public async Task Several_rings_end_one_wait()
    {
        _poller.Ring();
        _poller.Ring();
        _poller.Wait([], Deadline.Limit);

        Task waiting = Task.Run(() => _poller.Wait([], Deadline.Limit));
        Assert.False(waiting.IsCompleted);
        _poller.Ring();
        await waiting.Soon();
    }

    [Fact]
    public void To_ring_where_nobody_waits_any_more_does_no_harm()
    {
        _poller.Dispose();
        _poller.Ring();
    }
}
