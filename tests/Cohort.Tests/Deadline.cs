using System.Runtime.CompilerServices;

namespace Cohort.Tests;

/// <summary>Waiting with a limit that only a fault reaches: generous, since test machines are busy.</summary>
internal static class Deadline
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static CancellationToken Token => new CancellationTokenSource(Limit).Token;

    public static async Task<T> Soon<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string awaited = "")
    {
        await Soon((Task)task, awaited);
        return await task;
    }

    public static async Task Soon(this Task task, [CallerArgumentExpression(nameof(task))] string awaited = "")
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Still waiting after {Limit.TotalSeconds} s for: {awaited}");
        }
    }

    public static Task<T> Soon<T>(
        this ValueTask<T> task,
        [CallerArgumentExpression(nameof(task))] string awaited = ""
    ) => task.AsTask().Soon(awaited);

    public static Task Soon(this ValueTask task, [CallerArgumentExpression(nameof(task))] string awaited = "") =>
        task.AsTask().Soon(awaited);
}
