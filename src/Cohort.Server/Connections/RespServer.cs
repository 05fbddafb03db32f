using Cohort.Server.Connections.PubSub;
using Cohort.Server.Store;
using Cohort.Server.Watching;
using Microsoft.Extensions.Logging;

namespace Cohort.Server.Connections;

/// <summary>What all connections of a server have in common.</summary>
internal sealed class RespServer
{
    public RespServer(StoreAccess access, RespOptions options, ILogger<RespServer> log, TimeProvider time)
    {
        (Access, Options, Log, Time) = (access, options, log, time);
        Waits = new OwnWaits(access);
        Availability = new Availability(access, options.Patience, time);
        StartedAt = time.GetUtcNow();
    }

    /// <summary>What the replicas are asked by.</summary>
    public StoreAccess Access { get; }

    public RespOptions Options { get; }

    /// <summary>Whether what was answered survives the end of all processes.</summary>
    public bool IsDurable => Options.IsDurable;

    public ILogger Log { get; }

    public TimeProvider Time { get; }

    /// <summary>The clients that wait to be given something.</summary>
    public OwnWaits Waits { get; }

    /// <summary>Whether the group is at work.</summary>
    public Availability Availability { get; }

    /// <summary>Who has subscribed to what.</summary>
    public Subscriptions Subscriptions { get; } = new();

    /// <summary>Who watches keys.</summary>
    public Watchers Watchers { get; } = new();

    /// <summary>The connections.</summary>
    public SessionTable Sessions { get; } = new();

    /// <summary>What has been counted.</summary>
    public RespStatistics Statistics { get; } = new();

    public DateTimeOffset StartedAt { get; }
}
