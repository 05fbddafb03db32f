using Cohort.Cli.Children;

namespace Cohort.Cli.Demo.Members;

/// <summary>
/// Takes acknowledgements to the parent, as many at a time as there are. A client goes on only once the operating
/// system has its acknowledgement: what a killed process has acknowledged is known to the last operation.
/// </summary>
internal sealed class AcknowledgementQueue
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private List<(Acknowledgement, TaskCompletionSource<bool>)> _queue = [];

    /// <summary>Queues one, with the client that waits for it.</summary>
    public void Add(Acknowledgement acknowledgement, TaskCompletionSource<bool> client)
    {
        bool isFirst;
        lock (_lock)
        {
            _queue.Add((acknowledgement, client));
            isFirst = _queue.Count == 1;
        }
        if (isFirst)
            _waiting.Release();
    }

    /// <summary>Takes them to the parent until cancelled.</summary>
    public async Task RunAsync(Parent parent, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _waiting.WaitAsync(cancellationToken);
            List<(Acknowledgement Acknowledgement, TaskCompletionSource<bool> Client)> batch;
            lock (_lock)
                (batch, _queue) = (_queue, []);
            parent.Tell(Acknowledgement.ToFrame([.. batch.Select(entry => entry.Acknowledgement)]));
            foreach ((_, TaskCompletionSource<bool> client) in batch)
                client.TrySetResult(true);
        }
    }
}
