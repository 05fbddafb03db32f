using System.Globalization;

namespace Cohort.Protocol.Hierarchy;

/// <summary>The names of the groups that a hierarchical group consists of, and which leaf a newcomer joins.</summary>
public static class HierarchyNames
{
    /// <summary>The group of the representatives.</summary>
    public static string ParentOf(string name) => $"{name}/parent";

    /// <summary>A leaf, by its number from 1.</summary>
    public static string LeafOf(string name, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}/leaf-{number}");

    /// <summary>
    /// A leaf that has room, as far as the directory knows; where none has, the first that does not exist. Those that come at the
    /// same time know the same of the directory, so each takes one of those with room by chance, and another where it was refused.
    /// </summary>
    /// <param name="name">The hierarchical group.</param>
    /// <param name="leafSize">The most members of a leaf.</param>
    /// <param name="contract">The contract of its leaves: others are none, whatever their names.</param>
    /// <param name="groups">The groups of the cluster.</param>
    /// <param name="refused">Leaves that had no room after all.</param>
    /// <param name="draw">A number below the one that it is given, by chance.</param>
    public static string Choose(
        string name,
        int leafSize,
        string contract,
        IEnumerable<GroupInfo> groups,
        IReadOnlySet<string> refused,
        Func<int, int> draw
    )
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(refused);
        ArgumentNullException.ThrowIfNull(draw);
        string prefix = $"{name}/leaf-";
        GroupInfo[] leaves = [.. groups.Where(group => IsNumbered(group.Name, prefix))];
        string[] roomy =
        [
            .. leaves
                .Where(leaf => leaf.Contract == contract && !leaf.IsLost && leaf.View.Members.Length < leafSize)
                .Where(leaf => !refused.Contains(leaf.Name))
                .Select(leaf => leaf.Name)
                .Order(StringComparer.Ordinal),
        ];
        if (roomy.Length > 0)
            return roomy[draw(roomy.Length)];
        int number = 1;
        while (leaves.Any(leaf => leaf.Name == LeafOf(name, number)) || refused.Contains(LeafOf(name, number)))
            number++;
        return LeafOf(name, number);
    }

    // Others may have names that begin as those of leaves do.
    private static bool IsNumbered(string group, string prefix) =>
        group.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(group.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
