using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Transport;

namespace Cohort.Runtime.Clients;

/// <summary>Checks a client's options: every message names the option, its value and what is allowed.</summary>
internal static class ClientOptionsCheck
{
    // What no node can advertise, so that a client is never taken for one.
    private const string AddressPrefix = "client ";

    /// <summary>Checks all options; answers the addresses in normal form.</summary>
    /// <exception cref="OptionsException">One is out of its range.</exception>
    public static ImmutableArray<string> Check(ClientOptions options)
    {
        NodeOptionsCheck.Name(nameof(options.Cluster), options.Cluster);
        NodeOptionsCheck.Name(nameof(options.Name), options.Name);
        TimeSpan millisecond = NodeOptionsCheck.Milliseconds(1);
        NodeOptionsCheck.Range(
            nameof(options.HeartbeatInterval),
            options.HeartbeatInterval,
            millisecond,
            TimeSpan.FromMinutes(1)
        );
        NodeOptionsCheck.Range(
            nameof(options.SuspicionTime),
            options.SuspicionTime,
            options.HeartbeatInterval * 3,
            TimeSpan.FromHours(1),
            $"at least three times {nameof(options.HeartbeatInterval)}, so that one lost heartbeat proves nothing"
        );
        NodeOptionsCheck.Range(
            nameof(options.DialTimeout),
            options.DialTimeout,
            millisecond * 10,
            TimeSpan.FromMinutes(5)
        );
        NodeOptionsCheck.Range(
            nameof(options.ConnectTimeout),
            options.ConnectTimeout,
            millisecond * 10,
            TimeSpan.FromDays(1)
        );
        return Nodes(options);
    }

    /// <summary>What the protocol is told.</summary>
    public static NodeSettings Settings(ClientOptions options, ImmutableArray<string> nodes, ulong incarnation) =>
        new()
        {
            Cluster = options.Cluster,
            Name = options.Name,
            Process = new ProcessId(AddressPrefix + options.Name, incarnation),
            Seeds = nodes,
            HeartbeatInterval = options.HeartbeatInterval,
            SuspicionTime = options.SuspicionTime,
            DialTimeout = options.DialTimeout,
        };

    private static ImmutableArray<string> Nodes(ClientOptions options)
    {
        var nodes = new List<string>();
        foreach (string text in options.Nodes ?? [])
        {
            HostAndPort node = NodeOptionsCheck.Address(nameof(options.Nodes), text);
            if (node.Port == 0 || node.IsWildcard)
                throw new OptionsException(
                    nameof(options.Nodes),
                    $"{nameof(options.Nodes)} contains {node}, which nobody can dial. List addresses with their real ports."
                );
            if (!nodes.Contains(node.ToString()))
                nodes.Add(node.ToString());
        }
        return nodes.Count > 0
            ? [.. nodes]
            : throw new OptionsException(
                nameof(options.Nodes),
                $"{nameof(options.Nodes)} is empty. List the address of one node at least, for example 127.0.0.1:7101."
            );
    }
}
