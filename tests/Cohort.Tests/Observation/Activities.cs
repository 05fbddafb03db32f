using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cohort.Tests.Observation;

/// <summary>The activities of some nodes that have ended: others may be at work in the same process.</summary>
internal sealed class Activities : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public Activities() =>
        ActivitySource.AddActivityListener(
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == CohortTelemetry.ActivitySourceName,
                Sample = static (ref ActivityCreationOptions<ActivityContext> _) =>
                    ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _ended.Enqueue,
            }
        );

    /// <summary>Those of a name at a node, in the order of their ends.</summary>
    public IReadOnlyList<Activity> Of(string name, Node node) =>
        [.. _ended.Where(ended => ended.OperationName == name && $"{ended.GetTagItem("cohort.node")}" == node.Name)];

    /// <summary>Waits until there are so many.</summary>
    public async Task<IReadOnlyList<Activity>> WaitAsync(string name, Node node, int count)
    {
        CancellationToken deadline = Deadline.Token;
        while (Of(name, node).Count < count)
        {
            if (deadline.IsCancellationRequested)
                Assert.Fail($"{Of(name, node).Count} of {count} activities '{name}' have ended at {node.Name}");
            await Task.Delay(5, CancellationToken.None);
        }
        return Of(name, node);
    }

    public void Dispose() => _listener.Dispose();
}
