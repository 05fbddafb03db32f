using System.Diagnostics;
using Cohort.Cli.Bench.Report;
using Cohort.Compare.Processes;

namespace Cohort.Compare.Writes;

/// <summary>
/// Clients that write, each its next value when the one before is safe: the same code for every store, so that what
/// differs is the store and the client's way to it.
/// </summary>
internal sealed class ClosedLoop(IStore store) : ISystem
{
    private const int KeysOfClient = 100;
    private const int Expected = 1 << 16;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly double s_microsecondsPerTick = 1e6 / Stopwatch.Frequency;

    // What is written before or after the window does not count.
    private volatile bool _counts;
    private volatile bool _isOver;

    public async Task<Sample> MeasureAsync(Point point, Timing timing, CancellationToken cancellationToken)
    {
        (_counts, _isOver) = (false, false);
        await using var connections = new Belongings();
        var writers = new List<IWriter>();
        for (int client = 0; client < point.Clients; client++)
            writers.Add(connections.Add(await store.ConnectAsync(client, cancellationToken)));
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<List<double>>[] clients =
        [
            .. writers.Select((writer, client) => Task.Run(() => RunAsync(writer, client, point.Size, failed))),
        ];
        TimeSpan counted = await WindowAsync(timing, failed.Token)
            .ContinueWith(window => window.IsCompletedSuccessfully ? window.Result : default, TaskScheduler.Default);
        _isOver = true;
        List<double>[] ofClients = await LastAnswersAsync(Task.WhenAll(clients));
        double[] latencies = [.. ofClients.SelectMany(each => each).Order()];
        cancellationToken.ThrowIfCancellationRequested();
        if (latencies.Length == 0)
            throw new PeerFailedException("no write came to its end in time");
        return new Sample(
            latencies.Length / counted.TotalSeconds,
            Statistics.Percentile(latencies, 0.5),
            Statistics.Percentile(latencies, 0.99)
        );
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static async Task<List<double>[]> LastAnswersAsync(Task<List<double>[]> clients)
    {
        try
        {
            return await clients.WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            throw new PeerFailedException($"a write had no answer for {s_patience.TotalSeconds:0} s");
        }
    }

    private async Task<TimeSpan> WindowAsync(Timing timing, CancellationToken cancellationToken)
    {
        await Task.Delay(timing.WarmUp, cancellationToken);
        long from = Stopwatch.GetTimestamp();
        _counts = true;
        await Task.Delay(timing.Length, cancellationToken);
        _counts = false;
        return Stopwatch.GetElapsedTime(from);
    }

    // A client that fails ends the measurement for all.
    private async Task<List<double>> RunAsync(IWriter writer, int client, int size, CancellationTokenSource failed)
    {
        var latencies = new List<double>(Expected);
        var value = new byte[size];
        Random.Shared.NextBytes(value);
        try
        {
            for (int count = 0; !_isOver; count++)
            {
                long start = Stopwatch.GetTimestamp();
                await writer.WriteAsync(client * KeysOfClient + count % KeysOfClient, value, failed.Token);
                if (_counts)
                    latencies.Add((Stopwatch.GetTimestamp() - start) * s_microsecondsPerTick);
            }
            return latencies;
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }
}
