using Cohort.Protocol;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Governance;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Worlds;
using Cohort.Storage.Logs;

namespace Cohort.Simulation.Restarts;

/// <summary>What is left when the power has failed everywhere: the disks, and what the members had been told until
/// then.</summary>
internal sealed class Remains
{
    private readonly FirstLife _life;
    private readonly IReadOnlyList<DirectoryCopy> _directories;

    private Remains(FirstLife life, IReadOnlyList<long> acknowledged, IReadOnlySet<long> sent)
    {
        (_life, Acknowledged, Sent) = (life, acknowledged, sent);
        (_directories, Digest) = Read();
    }

    /// <summary>What the group had delivered anywhere, in its order.</summary>
    public IReadOnlyList<long> Acknowledged { get; }

    /// <summary>All that was sent.</summary>
    public IReadOnlySet<long> Sent { get; }

    /// <summary>Whether the disk of a host says something of the cluster's directory.</summary>
    public bool Remembers(int host) => _directories[host].Epoch > 0;

    /// <summary>The addresses of those that the group needs one of, as the directory has it that the disks of some hosts make; none
    /// where it does not know the group.</summary>
    public IReadOnlyList<string> HoldersBy(IEnumerable<int> hosts)
    {
        DirectoryCopy[] directories = [.. hosts.Select(host => _directories[host])];
        ulong latest = directories.Max(known => known.Epoch);
        KeptEntry? kept = directories
            .Where(known => known.Epoch == latest)
            .SelectMany(known => known.Entries)
            .MaxBy(entry => entry.Change);
        return
        [
            .. (kept?.Entry?.View.Members ?? [])
                .Where(member => member.HoldsState)
                .Select(member => member.Process.Address),
        ];
    }

    /// <summary>The same where the logs say the same, and so much was acknowledged.</summary>
    public ulong Digest { get; }

    /// <summary>What had happened.</summary>
    public IReadOnlyList<HistoryEvent> Events => _life.Events;

    /// <summary>The hosts, none of which runs.</summary>
    public IReadOnlyList<Host> Hosts => _life.Hosts;

    /// <summary>Has a life end after so many events.</summary>
    /// <param name="plan">Which life.</param>
    /// <param name="whole">The same life, lived to its end: it says in which order what is sent is delivered.</param>
    /// <param name="events">How many.</param>
    public static Remains After(RestartPlan plan, FirstLife whole, long events)
    {
        var life = new FirstLife(plan);
        life.Run(events);
        HashSet<MessageId> delivered = [.. life.Events.OfType<DurableDelivered>().Select(message => message.Id)];
        long[] order =
        [
            .. whole
                .Events.OfType<MessageDelivered>()
                .OrderBy(message => message.Position)
                .Where(message => delivered.Contains(message.Id))
                .Select(message => (long)message.Payload)
                .Distinct(),
        ];
        HashSet<long> sent = [.. life.Events.OfType<MessageSent>().Select(message => (long)message.Payload)];
        life.LosePower();
        return new Remains(life, order, sent);
    }

    private (IReadOnlyList<DirectoryCopy> Directories, ulong Digest) Read()
    {
        ulong digest = Randomness.Digest.Fold(Randomness.Digest.Start, (ulong)Acknowledged.Count);
        List<DirectoryCopy> directories = [];
        foreach (Host host in Hosts)
        {
            var copies = new LogCopies(new Limits());
            digest = Randomness.Digest.Fold(digest, (ulong)host.Index);
            _ = LogReader.Read(
                host.Disk,
                (number, record) =>
                {
                    digest = Randomness.Digest.Fold(digest, record);
                    if (!copies.Take(number, record))
                        throw new InvalidOperationException($"A record of the log of {host.Name} makes no sense.");
                }
            );
            directories.Add(copies.Directory);
        }
        return (directories, digest);
    }
}
