using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Cohort.Server.Commands.Bits;
using Cohort.Server.Commands.Blocking;
using Cohort.Server.Commands.Hashes;
using Cohort.Server.Commands.Keys;
using Cohort.Server.Commands.Leases;
using Cohort.Server.Commands.Lists;
using Cohort.Server.Commands.PubSub;
using Cohort.Server.Commands.Sets;
using Cohort.Server.Commands.SortedSets;
using Cohort.Server.Commands.Strings;

namespace Cohort.Server.Commands;

/// <summary>All commands by their names.</summary>
internal static class CommandTable
{
    private static readonly FrozenDictionary<byte[], Command> s_commands = All()
        .ToFrozenDictionary(command => Encoding.ASCII.GetBytes(command.Name), CommandNames.Instance);

    private static readonly FrozenDictionary<byte[], Command>.AlternateLookup<ReadOnlySpan<byte>> s_lookup =
        s_commands.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>All of them, in the order of their names.</summary>
    public static IReadOnlyList<Command> Commands { get; } =
    [.. s_commands.Values.OrderBy(command => command.Name, StringComparer.Ordinal)];

    /// <summary>Finds a command by its name, in whatever case.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, [MaybeNullWhen(false)] out Command command) =>
        s_lookup.TryGetValue(name, out command);

    private static IEnumerable<Command> All() =>
        [
            .. StringCommands.All,
            .. StringParts.All,
            .. Counting.All,
            .. LongestCommonSubsequence.All,
            .. BitCommands.All,
            .. KeyCommands.All,
            .. ExpiryCommands.All,
            .. DatabaseCommands.All,
            .. Sorting.All,
            .. BlockingCommands.All,
            .. LeaseCommands.All,
            .. PublishingCommands.All,
            .. ConnectionCommandTable.All,
            .. HashCommands.All,
            .. ListCommands.All,
            .. SetCommands.All,
            .. SortedSetCommands.All,
        ];

    private sealed class CommandNames
        : IEqualityComparer<byte[]>,
            IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly CommandNames Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => Ascii.EqualsIgnoreCase(x, y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => Ascii.EqualsIgnoreCase(alternate, other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            int hash = alternate.Length;
            foreach (byte letter in alternate)
                hash = hash * 31 + (letter | 0x20);
            return hash;
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
