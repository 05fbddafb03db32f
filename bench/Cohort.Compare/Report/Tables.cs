using System.Text;

namespace Cohort.Compare.Report;

/// <summary>The tables for people, with all that a reader must know about them.</summary>
internal static class Tables
{
    /// <summary>Writes them.</summary>
    public static string Write(CompareReport report)
    {
        var text = new StringBuilder();
        Circumstances circumstances = report.Circumstances;
        string versions = string.Join(
            ", ",
            report
                .Request.Peers.Where(circumstances.Versions.ContainsKey)
                .Select(peer => $"{peer.Packages()[0]} {circumstances.Versions[peer]}")
        );
        text.Append(
            $"""
            ## Beside peers

            `{report.Request.CommandLine}`: Cohort at commit {circumstances.Commit}, beside Debian's packages
            {(versions.Length > 0 ? versions : "(none)")}.
            Machine: {Circumstances.Machine}; load when it began: {circumstances.Load}.
            All nodes of all systems are processes on this one machine and talk over loopback. At each point each peer and Cohort
            are measured in turn, Cohort once after each peer; each figure is the median of its measurements, and in brackets
            stand the smallest and the largest.


            """
        );
        Multicast(text, report);
        Writes(text, report);
        return text.ToString();
    }

    private static void Multicast(StringBuilder text, CompareReport report)
    {
        text.Append(
            """
            ### Totally ordered multicast, three members

            All three send, at most 1,024 messages under way in each; messages a second are those delivered at each member.


            """
        );
        MulticastTable.Throughput(text, report.Results);
        text.Append(
            """

            One member sends, one message under way: microseconds from its send to its own delivery.


            """
        );
        MulticastTable.Latency(text, report.Results);
        Missing(text, report, [Contender.Corosync, Contender.Cohort], Workload.Throughput, Workload.Latency);
        text.Append(
            """

            What differs: Corosync runs a daemon for each node, with real-time priority where it may, and the members talk to
            theirs over shared memory; the daemons have namespaces of their own for files and shared memory, and the machine's
            loopback in common, where they use packets of 64 KiB. Nothing is encrypted. In Cohort the member itself is the node.
            Corosync's agreed order lets a message be delivered before all have it, while Cohort's `Stable` waits until all do.


            """
        );
    }

    private static void Writes(StringBuilder text, CompareReport report)
    {
        text.Append(
            """
            ### Replicated writes, three nodes

            Each client writes its next value when the one before is acknowledged: writes a second of all clients, and
            microseconds to the acknowledgement.


            """
        );
        WritesTable.Write(text, report.Results);
        Missing(
            text,
            report,
            [Contender.RedisMemory, Contender.RedisSynced, Contender.Etcd, Contender.Cohort],
            Workload.Writes
        );
        text.Append(
            """

            What differs: there are no replicated objects yet, so for Cohort a write is a message, ordered, at all three members,
            and applied to a map of theirs; the clients are in the process of one member, not the one that orders, while those
            of Redis and etcd have a connection each with the primary or the leader. Cohort keeps nothing on a disk, nor does
            Redis in memory. Redis with `appendfsync always` and etcd write every value to their disks first, and etcd needs
            two of three nodes. The clients of all systems run in one process with the same measuring code.

            """
        );
    }

    // Says of whom there is no figure, or not every one, and why.
    private static void Missing(
        StringBuilder text,
        CompareReport report,
        IReadOnlyList<Contender> contenders,
        params IReadOnlyList<Workload> workloads
    )
    {
        foreach (Contender contender in contenders)
        {
            string? reason =
                contender.Peer() is { } peer && !report.Request.Peers.Contains(peer)
                    ? "not asked for"
                    : workloads
                        .Select(workload => report.Results.FailureOf(contender, workload))
                        .FirstOrDefault(failure => failure is not null);
            if (reason is not null)
                text.Append($"\nNot measured, or not to the end: {contender.Title()}: {reason}.\n");
        }
    }
}
