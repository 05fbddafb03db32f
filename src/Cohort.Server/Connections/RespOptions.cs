using Cohort.Server.Resp;

namespace Cohort.Server.Connections;

/// <summary>What is set of the connections of a server.</summary>
internal sealed record RespOptions
{
    /// <summary>What clients have to say first; null: nothing.</summary>
    public string? Password { get; init; }

    /// <summary>The port that they come to.</summary>
    public int Port { get; init; } = 6379;

    /// <summary>Whether what was answered survives the end of all processes.</summary>
    public bool IsDurable { get; init; }

    /// <summary>The most connections at a time.</summary>
    public int MaxClients { get; init; } = 10_000;

    /// <summary>The most bytes that may wait for a client which has subscribed and does not take them.</summary>
    public int MaxWaitingBytes { get; init; } = 32 << 20;

    /// <summary>The most bytes of a command: what a message of the group may have, less what it needs itself.</summary>
    public int MaxCommandBytes { get; init; } = (16 << 20) - (64 << 10);

    /// <summary>How long a group may be without a quorum before clients are told so.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What clients may send.</summary>
    public RespLimits Limits => new(1 << 20, MaxCommandBytes, MaxCommandBytes);
}
