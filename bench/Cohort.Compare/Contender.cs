namespace Cohort.Compare;

/// <summary>The systems that can be in a table, Cohort among them.</summary>
internal enum Contender
{
    /// <summary>This project.</summary>
    Cohort,

    /// <summary>This project, with groups that keep logs.</summary>
    CohortDurable,

    /// <summary>Corosync's closed process groups, agreed order.</summary>
    Corosync,

    /// <summary>Redis with two replicas and <c>WAIT 2</c>, in memory.</summary>
    RedisMemory,

    /// <summary>The same with <c>appendfsync always</c> at all three.</summary>
    RedisSynced,

    /// <summary>etcd with three members.</summary>
    Etcd,
}

/// <summary>What can be installed and measured, in the words of the command line.</summary>
internal enum Peer
{
    /// <summary>Corosync.</summary>
    Corosync,

    /// <summary>Redis.</summary>
    Redis,

    /// <summary>etcd.</summary>
    Etcd,
}

/// <summary>What belongs to a contender.</summary>
internal static class ContenderFacts
{
    /// <summary>The name in tables.</summary>
    public static string Title(this Contender contender) =>
        contender switch
        {
            Contender.Corosync => "Corosync CPG, agreed",
            Contender.RedisMemory => "Redis, `WAIT 2`, memory",
            Contender.RedisSynced => "Redis, `WAIT 2`, `appendfsync always`",
            Contender.Etcd => "etcd",
            Contender.CohortDurable => "Cohort, `Total`, `Durable`",
            _ => "Cohort, `Total`, `Stable`",
        };

    /// <summary>The peer that it is a form of; null for Cohort.</summary>
    public static Peer? Peer(this Contender contender) =>
        contender switch
        {
            Contender.Corosync => Compare.Peer.Corosync,
            Contender.RedisMemory or Contender.RedisSynced => Compare.Peer.Redis,
            Contender.Etcd => Compare.Peer.Etcd,
            _ => null,
        };

    /// <summary>Debian's packages of a peer; the first is its own, whose version counts.</summary>
    public static IReadOnlyList<string> Packages(this Peer peer) =>
        peer switch
        {
            Compare.Peer.Corosync => ["corosync", "libcpg-dev", "gcc", "libc6-dev"],
            Compare.Peer.Redis => ["redis-server"],
            _ => ["etcd-server"],
        };
}
