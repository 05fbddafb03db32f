using System.Threading.Tasks.Sources;

namespace Cohort.Cli.Bench.Members;

/// <summary>
/// Whoever has sent a message waits here until it is delivered to him. It allocates nothing, and the waiter goes on
/// outside of the handler that says so.
/// </summary>
internal sealed class DeliverySignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    /// <summary>Before the next message is sent.</summary>
    public void Reset() => _core.Reset();

    /// <summary>Completes with the delivery, also where that was earlier.</summary>
    public ValueTask WaitAsync() => new(this, _core.Version);

    /// <summary>The message was delivered.</summary>
    public void Set() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _core.OnCompleted(continuation, state, token, flags);
}
