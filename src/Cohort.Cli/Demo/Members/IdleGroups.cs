namespace Cohort.Cli.Demo.Members;

/// <summary>What a group in which nothing happens costs a member in memory: the heap is weighed without and with many.</summary>
internal static class IdleGroups
{
    /// <summary>How many are weighed: enough that what else changes on the heap does not matter.</summary>
    public const int Count = 64;

    /// <summary>Joins them, together with the other nodes, and answers with the bytes that each has on this process's managed
    /// heap. All memory of the library is there.</summary>
    public static async Task<long> WeighAsync(Node node, int nodes, CancellationToken cancellationToken)
    {
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int missing = Count;
        var options = new GroupOptions
        {
            OnView = change =>
            {
                if (change.View.Members.Count(member => member.HoldsState) == nodes)
                    if (Interlocked.Decrement(ref missing) == 0)
                        complete.TrySetResult();
            },
            OnMessage = _ => { },
            State = StateTransfer.Of(_ => { }, _ => { }),
        };
        long before = Weigh();
        Group[] idle = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(number => node.JoinAsync($"idle-{number}", options, cancellationToken))
        );
        await complete.Task.WaitAsync(cancellationToken);
        long after = Weigh();
        GC.KeepAlive(idle);
        return Math.Max(0, after - before) / Count;
    }

    private static long Weigh()
    {
        // What finalizers let go of is collected by the next one.
        for (int round = 0; round < 2; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
