using System.Collections.Immutable;

namespace Cohort.Protocol.Views;

/// <summary>
/// Ties the views of a volatile cluster to its listed addresses: every view keeps a quorum of them, in whatever
/// incarnation. Listed processes that have all restarted, and know nothing, can therefore form a new group only when no
/// view of an earlier one can go on (protocol section 8).
/// </summary>
internal sealed class Anchor
{
    private Anchor() => (Seeds, Place) = ([], -1);

    /// <summary>That of views which are tied to no addresses: the root knows who is alive.</summary>
    public static Anchor None { get; } = new();

    public Anchor(NodeSettings settings)
    {
        Seeds = Canonical(settings);
        Place = Seeds.IndexOf(settings.Process.Address);
        foreach (string seed in Seeds)
            Hash =
                Wire.Crc32C.Append((uint)Hash, System.Text.Encoding.UTF8.GetBytes(seed + "\n"))
                | (ulong)Seeds.Length << 32;
    }

    /// <summary>The listed addresses, in the order that gives them their weights: the same at all nodes.</summary>
    public ImmutableArray<string> Seeds { get; }

    /// <summary>This node's place in the list, or -1.</summary>
    public int Place { get; }

    /// <summary>Tells lists apart.</summary>
    public ulong Hash { get; }

    /// <summary>Whether the members stand at a quorum of the listed addresses.</summary>
    public bool Holds(IEnumerable<Member> members)
    {
        if (Seeds.IsEmpty)
            return true;
        var present = new bool[Seeds.Length];
        foreach (Member member in members)
            if (Seeds.IndexOf(member.Process.Address) is >= 0 and int place)
                present[place] = true;
        return IsQuorum(present);
    }

    /// <summary>Whether a process stands at a listed address.</summary>
    public bool Lists(ProcessId process) => Seeds.Contains(process.Address);

    /// <summary>Whether some of the listed addresses are a quorum.</summary>
    public bool IsQuorum(ReadOnlySpan<bool> present)
    {
        bool[] all = [.. Enumerable.Repeat(true, Seeds.Length)];
        return Quorum.Is(all, present);
    }

    /// <summary>A node without seeds is its own only seed: it forms its clusters alone.</summary>
    private static ImmutableArray<string> Canonical(NodeSettings settings)
    {
        ImmutableArray<string> seeds = settings.Seeds.IsDefaultOrEmpty ? [settings.Process.Address] : settings.Seeds;
        return [.. seeds.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
