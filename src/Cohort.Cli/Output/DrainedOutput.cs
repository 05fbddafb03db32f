using System.Buffers;
using System.IO.Pipelines;

namespace Cohort.Cli.Output;

/// <summary>
/// A stream that many small writes go to: they are gathered while the previous write is under way and written as soon
/// as it is done, so that an idle stream is written to at once and a busy one in large pieces. Whoever writes faster
/// than the stream takes it waits.
/// </summary>
internal sealed class DrainedOutput : IAsyncDisposable
{
    private const int Backlog = 4 << 20;

    private readonly Pipe _pipe = new(
        new PipeOptions(
            minimumSegmentSize: 64 << 10,
            pauseWriterThreshold: Backlog,
            resumeWriterThreshold: Backlog / 2,
            useSynchronizationContext: false
        )
    );
    private readonly Stream _stream;
    private readonly Task _draining;

    public DrainedOutput(Stream stream)
    {
        _stream = stream;
        _draining = DrainAsync();
    }

    /// <summary>Completes when all is written; fails when the stream takes no more.</summary>
    public Task Completion => _draining;

    /// <summary>Where to write; what was written goes out with <see cref="FlushAsync"/>.</summary>
    public IBufferWriter<byte> Writer => _pipe.Writer;

    /// <summary>Hands over what was written since the last call. Waits only while the backlog is full.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        FlushResult result = await _pipe.Writer.FlushAsync(cancellationToken);
        if (result.IsCompleted)
            await _draining;
    }

    /// <summary>Writes out all that is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _pipe.Writer.CompleteAsync();
        await _draining;
    }

    private async Task DrainAsync()
    {
        try
        {
            while (true)
            {
                ReadResult read = await _pipe.Reader.ReadAsync();
                foreach (ReadOnlyMemory<byte> piece in read.Buffer)
                    await _stream.WriteAsync(piece);
                await _stream.FlushAsync();
                _pipe.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return;
            }
        }
        finally
        {
            await _pipe.Reader.CompleteAsync();
        }
    }
}
