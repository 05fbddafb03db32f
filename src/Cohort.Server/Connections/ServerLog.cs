using Microsoft.Extensions.Logging;

namespace Cohort.Server.Connections;

/// <summary>What the server tells of its connections; the numbers of events stay as they are.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(
        101,
        LogLevel.Debug,
        "Connection {Id} has ended, and what it had asked for last may or may not have been done"
    )]
    public static partial void Disconnected(ILogger log, Exception why, long id);

    [LoggerMessage(102, LogLevel.Warning, "Connection {Id} was ended: {Why}")]
    public static partial void SentAway(ILogger log, long id, string why);

    [LoggerMessage(103, LogLevel.Warning, "{Count} connections are there, which is the most: another one was refused")]
    public static partial void TooMany(ILogger log, int count);

    [LoggerMessage(
        104,
        LogLevel.Information,
        "Messages may have been missed ({Why}): {Count} connections that had subscribed were ended"
    )]
    public static partial void Missed(ILogger log, string why, int count);

    [LoggerMessage(105, LogLevel.Debug, "The time of the group could not be carried on")]
    public static partial void TimeStandsStill(ILogger log, Exception why);
}
