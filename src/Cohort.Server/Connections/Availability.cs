using Cohort.Server.Store;

namespace Cohort.Server.Connections;

/// <summary>
/// Whether the group is at work. While it has no quorum nothing can be promised, and after some time clients are told so: what they have
/// asked for meanwhile is given up.
/// </summary>
/// <param name="access">What the replicas are asked by.</param>
/// <param name="patience">How long clients wait.</param>
/// <param name="time">The clock.</param>
internal sealed class Availability(StoreAccess access, TimeSpan patience, TimeProvider time)
{
    private CancellationTokenSource _givenUp = new();
    private long? _stoppedAt;

    /// <summary>Cancelled when clients should not wait any longer; another one when the group is at work again.</summary>
    public CancellationToken Token => Volatile.Read(ref _givenUp).Token;

    /// <summary>Whether clients are told at once that nothing can be done.</summary>
    public bool IsGivenUp => Volatile.Read(ref _givenUp).IsCancellationRequested;

    /// <summary>What is told.</summary>
    public string Reason =>
        $"CLUSTERDOWN The group is {access.Replica.Group.Status}: {access.Replica.Group.StatusReason}".TrimEnd(
            ' ',
            ':'
        );

    /// <summary>Looks at the group; to be called now and then, by one at a time.</summary>
    public void Look()
    {
        bool isAtWork = access.Replica.Group.Status is GroupStatus.Active or GroupStatus.Changing;
        if (isAtWork)
        {
            _stoppedAt = null;
            if (_givenUp.IsCancellationRequested)
                Volatile.Write(ref _givenUp, new CancellationTokenSource());
            return;
        }
        _stoppedAt ??= time.GetTimestamp();
        if (time.GetElapsedTime(_stoppedAt.Value) >= patience && !_givenUp.IsCancellationRequested)
            _givenUp.Cancel();
    }
}
