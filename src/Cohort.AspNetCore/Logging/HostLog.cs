using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cohort.AspNetCore.Logging;

/// <summary>Everything that is logged, under one category, <c>Cohort</c>. The numbers stay: docs/hosting.md lists them.</summary>
internal static partial class HostLog
{
    public const string Category = "Cohort";

    public static ILogger Of(IServiceProvider services) =>
        services.GetRequiredService<ILoggerFactory>().CreateLogger(Category);

    [LoggerMessage(
        1,
        LogLevel.Information,
        "Node {Node} of cluster {Cluster} is reached at {Address}; its seeds are {Seeds}"
    )]
    public static partial void NodeStarted(this ILogger log, string node, string cluster, string address, string seeds);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "Node {Node} has no seeds, so that it is a cluster of its own, with groups that no other process is in. Where there are to be others, list the addresses of "
            + "three or five nodes, the same at all, in {Key}"
    )]
    public static partial void NoSeeds(this ILogger log, string node, string key);

    [LoggerMessage(3, LogLevel.Information, "Waiting for group {Group}: {Reason}")]
    public static partial void Waiting(this ILogger log, string group, string reason);

    [LoggerMessage(4, LogLevel.Information, "Group {Group} is joined: {View}")]
    public static partial void Joined(this ILogger log, string group, View view);

    [LoggerMessage(5, LogLevel.Information, "Group {Group} has a new view: {View}")]
    public static partial void ViewChanged(this ILogger log, string group, View view);

    [LoggerMessage(6, LogLevel.Warning, "Group {Group} is {Status}: {Reason}")]
    public static partial void Impaired(this ILogger log, string group, GroupStatus status, string reason);

    [LoggerMessage(7, LogLevel.Information, "Group {Group} is at work again")]
    public static partial void Recovered(this ILogger log, string group);

    [LoggerMessage(8, LogLevel.Error, "The membership in group {Group} is over")]
    public static partial void MembershipOver(this ILogger log, Exception failure, string group);

    [LoggerMessage(9, LogLevel.Critical, "Node {Node} has stopped itself")]
    public static partial void NodeFailed(this ILogger log, Exception failure, string node);

    [LoggerMessage(10, LogLevel.Warning, "{Warning}")]
    public static partial void Warning(this ILogger log, string warning);

    [LoggerMessage(11, LogLevel.Information, "Node {Node} has left its groups and stopped, within {Milliseconds} ms")]
    public static partial void Stopped(this ILogger log, string node, long milliseconds);

    [LoggerMessage(
        12,
        LogLevel.Warning,
        "Node {Node} had not left its groups when the host's shutdown timeout was over; the others may see it as a process that died"
    )]
    public static partial void LeftTooLate(this ILogger log, string node);

    [LoggerMessage(13, LogLevel.Information, "Singleton {Singleton} runs here, in term {Term}")]
    public static partial void SingletonBegun(this ILogger log, string singleton, ulong term);

    [LoggerMessage(14, LogLevel.Information, "Singleton {Singleton} has ended here, in term {Term}")]
    public static partial void SingletonEnded(this ILogger log, string singleton, ulong term);

    [LoggerMessage(
        15,
        LogLevel.Error,
        "Singleton {Singleton} has thrown in term {Term}, {Failures} times in a row here"
    )]
    public static partial void SingletonThrew(
        this ILogger log,
        Exception thrown,
        string singleton,
        ulong term,
        int failures
    );

    [LoggerMessage(16, LogLevel.Error, "Singleton {Singleton} does not run here any more: group {Group} is gone")]
    public static partial void SingletonOver(this ILogger log, Exception failure, string singleton, string group);

    [LoggerMessage(17, LogLevel.Error, "The dashboard of node {Node} has stopped; the node goes on")]
    public static partial void DashboardOver(this ILogger log, Exception failure, string node);

    [LoggerMessage(
        18,
        LogLevel.Warning,
        "Node {Node} is drained: somebody has asked for it on the dashboard, from {Address}"
    )]
    public static partial void Drained(this ILogger log, string node, string address);
}
