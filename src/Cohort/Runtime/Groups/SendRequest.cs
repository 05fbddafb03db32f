using System.Threading.Tasks.Sources;
using Cohort.Runtime.Observation;

namespace Cohort.Runtime.Groups;

/// <summary>
/// A send or a flush that somebody waits for. One that cannot be cancelled is used again when its caller has seen how it
/// ended: nobody else knows it any more then.
/// </summary>
internal sealed class SendRequest : IValueTaskSource
{
    private readonly Action<SendRequest> _recycle;
    private ManualResetValueTaskSourceCore<bool> _completion = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private int _settled;

    public SendRequest(Action<SendRequest> recycle) => _recycle = recycle;

    public bool IsFlush { get; private set; }

    public ReadOnlyMemory<byte> Payload { get; private set; }

    public int Size => Payload.Length;

    public Order Order { get; private set; }

    public Delivery Delivery { get; private set; }

    public bool FromHandler { get; private set; }

    public bool IsCall { get; private set; }

    /// <summary>What is noted of a send, where somebody listens.</summary>
    public SendMark Mark { get; private set; }

    public CancellationToken CancellationToken { get; private set; }

    /// <summary>Whether it stands in a <see cref="WaitingLine"/>, to which its neighbours belong too.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Who waits before it.</summary>
    public SendRequest? Before { get; set; }

    /// <summary>Who waits behind it.</summary>
    public SendRequest? Behind { get; set; }

    /// <summary>What the caller awaits, once.</summary>
    public ValueTask Completion => new(this, _completion.Version);

    /// <summary>How many expulsions the caller of a flush may have heard of.</summary>
    public ulong Expulsions { get; private set; }

    public SendRequest ForFlush(ulong expulsions, CancellationToken cancellationToken)
    {
        (IsFlush, Expulsions, CancellationToken) = (true, expulsions, cancellationToken);
        return this;
    }

    public SendRequest ForSend(
        ReadOnlyMemory<byte> payload,
        Order order,
        Delivery delivery,
        bool fromHandler,
        bool isCall,
        in SendMark mark,
        CancellationToken cancellationToken
    )
    {
        (IsFlush, Payload, Order, Delivery, FromHandler) = (false, payload, order, delivery, fromHandler);
        (IsCall, Mark, CancellationToken) = (isCall, mark, cancellationToken);
        return this;
    }

    /// <summary>Has a call made when the caller stops waiting, who must be able to.</summary>
    public void CancelWith(Action<SendRequest> withdraw)
    {
        _cancellation = CancellationToken.Register(() => withdraw(this));
        if (Volatile.Read(ref _settled) != 0)
            _cancellation.Unregister();
    }

    public void Complete()
    {
        if (!Settle())
            return;
        _cancellation.Unregister();
        _completion.SetResult(true);
    }

    public void Fail(Exception failure)
    {
        if (!Settle())
            return;
        _cancellation.Unregister();
        _completion.SetException(failure);
    }

    public void Cancel()
    {
        if (Settle())
            _completion.SetException(new OperationCanceledException(CancellationToken));
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _completion.GetResult(token);
        }
        finally
        {
            if (!CancellationToken.CanBeCanceled)
                Recycle();
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _completion.OnCompleted(continuation, state, token, flags);

    private bool Settle() => Interlocked.Exchange(ref _settled, 1) == 0;

    private void Recycle()
    {
        _completion.Reset();
        _settled = 0;
        (Payload, Mark) = (default, default);
        _recycle(this);
    }
}
