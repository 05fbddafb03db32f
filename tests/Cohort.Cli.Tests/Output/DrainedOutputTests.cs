using System.Buffers;
using Cohort.Cli.Output;

namespace Cohort.Cli.Tests.Output;

public sealed class DrainedOutputTests
{
    [Fact]
    public async Task All_that_was_written_is_out_once_it_is_disposed()
    {
        var stream = new MemoryStream();
        await using (var output = new DrainedOutput(stream))
            for (int i = 0; i < 100_000; i++)
            {
                output.Writer.Write("line\n"u8);
                await output.FlushAsync(TestContext.Current.CancellationToken);
            }

        Assert.Equal(500_000, stream.Length);
    }

    [Fact]
    public async Task Whoever_writes_faster_than_the_stream_takes_it_waits()
    {
        var stream = new BlockedStream();
        await using var output = new DrainedOutput(stream);
        var piece = new byte[1 << 20];

        ValueTask flushed = default;
        for (int i = 0; i < 16 && flushed.IsCompletedSuccessfully; i++)
        {
            output.Writer.Write(piece);
            flushed = output.FlushAsync(TestContext.Current.CancellationToken);
        }

        Assert.False(flushed.IsCompleted);
        stream.Unblock();
        await flushed;
    }

    [Fact]
    public async Task Whoever_writes_hears_that_the_stream_takes_no_more()
    {
        var output = new DrainedOutput(new FullStream());
        output.Writer.Write("line\n"u8);
        await output.FlushAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(() => output.Completion);

        output.Writer.Write("line\n"u8);
        await Assert.ThrowsAsync<IOException>(async () =>
            await output.FlushAsync(TestContext.Current.CancellationToken)
        );
    }

    private sealed class BlockedStream : MemoryStream
    {
        private readonly TaskCompletionSource _unblocked = new();

        public void Unblock() => _unblocked.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
            await _unblocked.Task;
    }

    private sealed class FullStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
            throw new IOException("full");
    }
}
