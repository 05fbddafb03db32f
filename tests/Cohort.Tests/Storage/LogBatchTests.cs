using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>The room in which records wait for a commit.</summary>
public sealed class LogBatchTests
{
    private const int Piece = 64 << 10;
    private const int Large = 8 << 20;

    private readonly LogBatch _batch = new();

    [Fact]
    public void Large_batches_one_after_the_other_take_no_new_room()
    {
        Fill(Large);
        _batch.Clear();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill(Large);
        _batch.Clear();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Large / 4);
    }

    [Fact]
    public void Small_batches_between_large_ones_do_not_give_their_room_back()
    {
        Fill(Large);
        _batch.Clear();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 10; round++)
        {
            FillSmall(10);
            Fill(Large);
            _batch.Clear();
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Large / 4);
    }

    [Fact]
    public void The_room_of_a_large_batch_is_given_back_once_nothing_but_small_ones_come()
    {
        Fill(Large);
        _batch.Clear();
        FillSmall(100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill(Large);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before >= Large);
    }

    private void FillSmall(int times)
    {
        for (int time = 0; time < times; time++)
        {
            Fill(Piece);
            _batch.Clear();
        }
    }

    private void Fill(int bytes)
    {
        for (int record = 0; record < bytes / Piece; record++)
            Assert.Equal(Piece, _batch.Take((ulong)record + 1, Piece).Length);
    }
}
