namespace Cohort.Toolkit.Calls;

/// <summary>A call whose caller awaits it, and may stop to.</summary>
internal abstract class AwaitedCall(Memory<byte> message) : PendingCall
{
    private readonly Lock _lock = new();
    private CancellationTokenRegistration _registration;
    private bool _isOver;

    public override Memory<byte> Message => message;

    /// <summary>The caller stops waiting.</summary>
    /// <param name="wasSent">Whether it may be executed nevertheless.</param>
    /// <param name="token">By what.</param>
    public abstract void Cancel(bool wasSent, CancellationToken token);

    /// <summary>Sends it, and heeds the token from then on.</summary>
    public void Submit(OutgoingCalls calls, CancellationToken token)
    {
        if (token.IsCancellationRequested)
        {
            Cancel(wasSent: false, token);
            return;
        }
        calls.Submit(this);
        if (!token.CanBeCanceled)
            return;
        CancellationTokenRegistration registration = token.UnsafeRegister(
            static (state, token) =>
            {
                (AwaitedCall call, OutgoingCalls calls) = ((AwaitedCall, OutgoingCalls))state!;
                call.Cancel(calls.Abandon(call), token);
            },
            (this, calls)
        );
        bool isOver;
        lock (_lock)
            (isOver, _registration) = (_isOver, registration);
        if (isOver)
            registration.Unregister();
    }

    /// <summary>The call is over: the token says nothing more. Does not wait for what it says just now.</summary>
    protected void Unregister()
    {
        CancellationTokenRegistration registration;
        lock (_lock)
            (_isOver, registration) = (true, _registration);
        registration.Unregister();
    }

    /// <summary>What a caller is told who has stopped waiting.</summary>
    protected static OperationCanceledException Cancelled(string call, bool wasSent, CancellationToken token) =>
        new(
            wasSent
                ? $"A call of {call} was cancelled. It had been sent, and may be executed nevertheless."
                : $"A call of {call} was cancelled before it was sent: it is executed nowhere.",
            token
        );
}
