using System.Text;

namespace Cohort.Compare.Report;

/// <summary>The tables for people, with all that a reader must know about them.</summary>
internal static class Tables
{
    /// <summary>Writes them.</summary>
    public static string Write(CompareReport report)
    {
        var text = new StringBuilder();
        Head(text, report);
        Multicast(text, report);
        Writes(text, report);
        DurableWrites(text, report);
        return text.ToString();
    }

    private static void Head(StringBuilder text, CompareReport report)
    {
        Circumstances circumstances = report.Circumstances;
        string[] versions =
        [
            .. report
                .Request.Peers.Where(circumstances.Versions.ContainsKey)
                .Select(peer => $"{peer.Packages()[0]} {circumstances.Versions[peer]}"),
        ];
        string beside = versions.Length > 0 ? $", beside Debian's {string.Join(", ", versions)}" : "";
        text.Append("## Beside peers\n\n");
        text.AppendParagraph($"`{report.Request.CommandLine}`: Cohort {circumstances.Version}{beside}.");
        text.AppendParagraph(
            $"""
            Machine: {Circumstances.Machine}; load when it began: {circumstances.LoadInWords}. All nodes of all systems are
            processes on this one machine, have the same priority and talk over loopback. At each point peers and
            Cohort are measured in turn, Cohort once after each peer: what stands here is the median, and in brackets
            the smallest and the largest.
            """
        );
    }

    private static void Multicast(StringBuilder text, CompareReport report)
    {
        text.Append("### Totally ordered multicast, three members\n\n");
        text.AppendParagraph(
            """
            All three send, at most 1,024 messages under way in each. Messages a second are those delivered at each
            member.
            """
        );
        MulticastTable.Throughput(text, report.Results);
        text.AppendParagraph(
            "One member sends, one message under way: microseconds from its send to its own delivery."
        );
        MulticastTable.Latency(text, report.Results);
        Missing(text, report, [Contender.Corosync, Contender.Cohort], Workload.Throughput, Workload.Latency);
        text.AppendParagraph(
            """
            What differs: Corosync runs a daemon for each node, which its member talks to over shared memory. The
            daemons have namespaces of their own for files and shared memory, and the machine's loopback in common, on
            which they send UDP in packets of up to 64 KiB; nothing is encrypted. In Cohort the member itself is the
            node, and it speaks TCP. Corosync delivers agreed messages without asking whether others have them;
            Cohort's `Stable` waits until all do.
            """
        );
    }

    private static void Writes(StringBuilder text, CompareReport report)
    {
        text.Append("### Replicated writes, three nodes\n\n");
        text.AppendParagraph(
            """
            Each client writes its next value when the one before is acknowledged: writes a second of all clients
            together, and microseconds to the acknowledgement.
            """
        );
        foreach (int clients in Plan.Writes.Select(point => point.Clients).Distinct())
            WritesTable.Write(text, report.Results, clients);
        Missing(text, report, WritesTable.Rows, Workload.Writes);
        text.AppendParagraph(
            """
            What differs: there are no replicated objects yet, so with Cohort a write is a message that is ordered,
            stable, and applied to a map at each member. Its clients are in the process of one member, which is not the
            one that orders; those of Redis and etcd are in a process that is no node, with a connection each to the
            primary or the leader. The clients are our own, and all of them are measured by the same code. Cohort keeps
            nothing on a disk, nor does Redis in memory; Redis with `appendfsync always` and etcd write to a disk
            first. Redis and Cohort wait for all three nodes, etcd for two.
            """
        );
    }

    private static void DurableWrites(StringBuilder text, CompareReport report)
    {
        text.Append("### Replicated writes to disks, three nodes\n\n");
        text.AppendParagraph(
            """
            As above, but all systems answer when a write is on disks. All nodes of all systems write to the same disk.
            """
        );
        foreach (int clients in Plan.DurableWrites.Select(point => point.Clients).Distinct())
            DurableTable.Write(text, report.Results, clients);
        Missing(text, report, DurableTable.Rows, Workload.DurableWrites);
        text.AppendParagraph(
            """
            What differs: as above. Cohort waits for the disks of all three nodes, etcd for those of two; Redis syncs at
            the primary before it answers, and `WAIT 2` says that both replicas have received the write, which they too
            write to a disk, though nobody waits for that.
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
                text.AppendParagraph($"Not measured, or not to the end: {contender.Title()}: {reason}.");
        }
    }
}
