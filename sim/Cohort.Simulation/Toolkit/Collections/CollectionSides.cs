using System.Collections.Immutable;
using System.Diagnostics;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Simulation.Toolkit.Collections;

/// <summary>The collections of the toolkit at one member, for one membership: one of each kind.</summary>
internal sealed class CollectionSides(ToolMember member, int firstIndex)
{
    private readonly ImmutableArray<CollectionSide> _sides =
    [
        .. Enum.GetValues<CollectionKind>().Select((kind, at) => Make(member, kind, firstIndex + at)),
    ];

    /// <summary>Their replicas.</summary>
    public IEnumerable<ObjectSlot> Slots => _sides.Select(side => side.Slot);

    /// <summary>One of them.</summary>
    public CollectionSide this[CollectionKind kind] => _sides[(int)kind];

    private static CollectionSide Make(ToolMember member, CollectionKind kind, int index) =>
        kind switch
        {
            CollectionKind.Dictionary => new DictionarySide(member, index),
            CollectionKind.Set => new SetSide(member, index),
            CollectionKind.Tally => new TallySide(member, index),
            CollectionKind.Settings => new SettingsSide(member, index),
            _ => throw new UnreachableException(),
        };
}
