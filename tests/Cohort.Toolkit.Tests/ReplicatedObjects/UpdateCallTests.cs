using Cohort.Toolkit.ReplicatedObjects;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.Tests.ReplicatedObjects;

/// <summary>What the caller of an update hears, of a member that is not at work.</summary>
public sealed class UpdateCallTests
{
    private readonly Submissions _submissions = new(new Nowhere(), 1, () => DateTimeOffset.UnixEpoch, mostPending: 1);

    [Fact]
    public async Task Who_cancels_one_that_has_to_wait_is_told_that_it_is_not_made()
    {
        using var cancelling = new CancellationTokenSource();
        Task<long> first = Submit(cancelling.Token);
        Task<long> second = Submit(cancelling.Token);
        await cancelling.CancelAsync();
        Assert.Contains("may be made nevertheless", await MessageOf(first), StringComparison.Ordinal);
        Assert.Contains("is not made", await MessageOf(second), StringComparison.Ordinal);
        Assert.Equal(1, _submissions.Count);
    }

    [Fact]
    public async Task Where_the_membership_is_over_all_that_were_not_sent_are_not_made()
    {
        Task<long>[] updates = [Submit(), Submit(), Submit()];
        _submissions.End();
        foreach (Task<long> update in updates)
            await Assert.ThrowsAsync<MembershipOverException>(() => update.WaitAsync(TimeSpan.FromSeconds(30)));
        await Assert.ThrowsAsync<MembershipOverException>(() => Submit());
    }

    private Task<long> Submit(CancellationToken cancellationToken = default) =>
        UpdateCall<long>
            .Rent("group", 0, 1, static (ref reader, _) => reader.ReadZigZag())
            .SubmitTo(_submissions, cancellationToken)
            .AsTask();

    private static async Task<string> MessageOf(Task<long> cancelled) =>
        (
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(TimeSpan.FromSeconds(30)))
        ).Message;

    /// <summary>Nothing is sent where nobody is a member.</summary>
    private sealed class Nowhere : IToolPort
    {
        public void Send(Memory<byte> message, Order order, Delivery delivery) =>
            Assert.Fail("it was sent by who is no member");
    }
}
