using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Data;

namespace Cohort.Server.Connections.Local;

/// <summary>INFO: what the server tells of itself, in the sections and by the names that Redis has, and in a section of its own.</summary>
internal static class ServerInfo
{
    private static readonly (
        string Name,
        Func<RespServer, IEnumerable<(string Name, object Value)>> Lines
    )[] s_sections =
    [
        ("Server", Server),
        ("Clients", Clients),
        ("Memory", Memory),
        ("Persistence", Persistence),
        ("Stats", Statistics),
        ("Replication", Replication),
        ("CPU", Processor),
        ("Cohort", Group),
        ("Cluster", static _ => [("cluster_enabled", 0)]),
        ("Keyspace", Keys),
    ];

    /// <summary>Executes it.</summary>
    public static void Tell(in Arguments arguments, Session session)
    {
        var wanted = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int index = 1; index < arguments.Count; index++)
            wanted.Add(Encoding.Latin1.GetString(arguments[index]));
        bool isAll = wanted.Count == 0 || wanted.Overlaps(["all", "default", "everything"]);
        IEnumerable<string> sections = s_sections
            .Where(section => isAll || wanted.Contains(section.Name))
            .Select(section =>
                $"# {section.Name}\r\n"
                + string.Concat(
                    section
                        .Lines(session.Server)
                        .Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Name}:{line.Value}\r\n"))
                )
            );
        session.Reply.Verbatim(string.Join("\r\n", sections));
    }

    /// <summary>How many members there are besides this one.</summary>
    public static int OtherMembers(RespServer server) =>
        Math.Max(0, server.Access.Replica.Group.View.Members.Length - 1);

    private static IEnumerable<(string, object)> Server(RespServer server)
    {
        TimeSpan uptime = server.Time.GetUtcNow() - server.StartedAt;
        return
        [
            ("redis_version", ServerCommands.CompatibleVersion),
            ("cohort_version", typeof(Node).Assembly.GetName().Version?.ToString(3) ?? ""),
            ("redis_mode", "standalone"),
            ("os", RuntimeInformation.OSDescription),
            ("arch_bits", 8 * IntPtr.Size),
            ("process_id", Environment.ProcessId),
            ("tcp_port", server.Options.Port),
            ("uptime_in_seconds", (long)uptime.TotalSeconds),
            ("uptime_in_days", (long)uptime.TotalDays),
        ];
    }

    private static IEnumerable<(string, object)> Clients(RespServer server) =>
        [
            ("connected_clients", server.Sessions.Count),
            ("maxclients", server.Options.MaxClients),
            ("blocked_clients", server.Waits.Count),
            ("pubsub_clients", server.Sessions.All.Count(session => session.SubscriptionCount > 0)),
        ];

    private static IEnumerable<(string, object)> Memory(RespServer server)
    {
        long used = GC.GetTotalMemory(forceFullCollection: false);
        return
        [
            ("used_memory", used),
            ("used_memory_rss", Environment.WorkingSet),
            ("maxmemory", 0),
            ("maxmemory_policy", "noeviction"),
        ];
    }

    private static IEnumerable<(string, object)> Persistence(RespServer server) =>
        [
            ("loading", 0),
            ("aof_enabled", server.IsDurable ? 1 : 0),
            ("rdb_bgsave_in_progress", 0),
            (
                "rdb_changes_since_last_save",
                server.Access.Replica.ReadLocal(0, static (store, _) => store.Keyspace.Changes)
            ),
        ];

    private static IEnumerable<(string, object)> Statistics(RespServer server) =>
        [
            ("total_connections_received", server.Statistics.Connections),
            ("total_commands_processed", server.Statistics.Commands),
            ("rejected_connections", server.Statistics.Refused),
            ("protocol_errors", server.Statistics.ProtocolErrors),
            ("pubsub_channels", server.Subscriptions.Channels.Count),
            ("pubsub_patterns", server.Subscriptions.PatternCount),
            ("pubsub_messages_published", server.Statistics.Published),
        ];

    // Every node takes writes: to a client it looks like a master.
    private static IEnumerable<(string, object)> Replication(RespServer server) =>
        [
            ("role", "master"),
            ("connected_slaves", OtherMembers(server)),
            ("master_repl_offset", server.Access.Replica.Position),
        ];

    private static IEnumerable<(string, object)> Processor(RespServer server)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return
        [
            ("used_cpu_sys", process.PrivilegedProcessorTime.TotalSeconds),
            ("used_cpu_user", process.UserProcessorTime.TotalSeconds),
        ];
    }

    private static IEnumerable<(string, object)> Group(RespServer server)
    {
        Group group = server.Access.Replica.Group;
        View view = group.View;
        return
        [
            ("group", group.Name),
            ("status", group.Status),
            ("view", view.Number),
            ("members", string.Join(',', view.Members.Select(member => member.Name))),
            ("position", server.Access.Replica.Position),
        ];
    }

    private static IEnumerable<(string, object)> Keys(RespServer server) =>
        server.Access.Replica.ReadLocal(
            0,
            static (store, _) =>
                store
                    .Keyspace.Selectable.Where(database => database.Count > 0)
                    .Select(database =>
                        ($"db{database.Index}", (object)$"keys={database.Count},expires={database.Volatile},avg_ttl=0")
                    )
                    .ToList()
        );
}
