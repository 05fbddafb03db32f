using Cohort.Runtime.Hierarchies;

namespace Cohort.Tests.Hierarchies;

/// <summary>What a member of a hierarchical group knows of its own messages that are under way.</summary>
public sealed class OwnMessagesTests
{
    private readonly OwnMessages _own = new(2, 100);

    [Fact]
    public async Task A_message_that_was_not_sent_settles_no_other()
    {
        await EnterAsync();
        Task flush = _own.WhenSettled();
        OwnMessages.Entry refused = await EnterAsync();
        _own.TakeBack(refused);
        Assert.False(flush.IsCompleted);
        _own.Settle();
        await flush.Soon();
    }

    [Fact]
    public async Task Who_waits_for_one_that_was_not_sent_waits_for_the_one_before()
    {
        await EnterAsync();
        OwnMessages.Entry refused = await EnterAsync();
        Task flush = _own.WhenSettled();
        _own.TakeBack(refused);
        Assert.False(flush.IsCompleted);
        _own.Settle();
        await flush.Soon();
    }

    [Fact]
    public async Task One_more_than_there_is_room_for_waits()
    {
        await EnterAsync();
        await EnterAsync();
        Task<OwnMessages.Entry> third = EnterAsync();
        Assert.False(third.IsCompleted);
        _own.Settle();
        await third.Soon();
    }

    [Fact]
    public async Task Where_some_were_lost_the_next_flush_says_so_once()
    {
        await EnterAsync();
        _own.BeginAnew(() => new InvalidOperationException("lost"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _own.WhenSettled());
        await _own.WhenSettled().Soon();
    }

    private Task<OwnMessages.Entry> EnterAsync() => _own.EnterAsync(1, waits: true, CancellationToken.None).AsTask();
}
