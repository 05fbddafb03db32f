using System.Diagnostics;

namespace Cohort.Simulation.Toolkit.Collections;

/// <summary>A collection of the toolkit; a tally is its counter, which compares as well.</summary>
internal enum CollectionKind
{
    Dictionary,
    Set,
    Tally,
    Settings,
}

/// <summary>What a collection can be asked.</summary>
internal enum CollectionCall
{
    Read,

    /// <summary>Reads which version a setting has.</summary>
    Version,

    /// <summary>Reads how many there are.</summary>
    Count,
    Write,
    Add,
    AddIfAbsent,
    GetOrAdd,
    Remove,
    CompareAndSet,
}

/// <summary>One call of a collection.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Call">What is asked.</param>
/// <param name="Key">Of what in it; 0 where it is a tally, or of all there is.</param>
/// <param name="Argument">The value, where the call has one.</param>
/// <param name="Expected">The value, or the version, that it compares with.</param>
internal readonly record struct Asked(
    CollectionKind Kind,
    CollectionCall Call,
    int Key,
    long Argument = 0,
    long Expected = 0
);

/// <summary>The words by which histories speak of them.</summary>
internal static class CollectionWords
{
    private static readonly string[] s_kinds = [.. Enum.GetValues<CollectionKind>().Select(Word)];

    /// <summary>Whether a history speaks of a collection of the toolkit.</summary>
    public static bool IsCollection(string kind) => s_kinds.Contains(kind);

    /// <summary>Whether a call changes nothing.</summary>
    public static bool IsRead(string call) =>
        call == Word(CollectionCall.Read) || call == Word(CollectionCall.Version) || call == Word(CollectionCall.Count);

    /// <summary>Whether it changes nothing.</summary>
    public static bool IsRead(this CollectionCall call) =>
        call is CollectionCall.Read or CollectionCall.Version or CollectionCall.Count;

    public static string Word(this CollectionKind kind) =>
        kind switch
        {
            CollectionKind.Dictionary => "dictionary",
            CollectionKind.Set => "set",
            CollectionKind.Tally => "tally",
            CollectionKind.Settings => "settings",
            _ => throw new UnreachableException(),
        };

    public static string Word(this CollectionCall call) =>
        call switch
        {
            CollectionCall.Read => "read",
            CollectionCall.Version => "version",
            CollectionCall.Count => "count",
            CollectionCall.Write => "write",
            CollectionCall.Add => "add",
            CollectionCall.AddIfAbsent => "add-if-absent",
            CollectionCall.GetOrAdd => "get-or-add",
            CollectionCall.Remove => "remove",
            CollectionCall.CompareAndSet => "compare-and-set",
            _ => throw new UnreachableException(),
        };

    /// <summary>The reads of a collection.</summary>
    public static IReadOnlyList<CollectionCall> Reads(this CollectionKind kind) =>
        kind switch
        {
            CollectionKind.Dictionary or CollectionKind.Set => [CollectionCall.Read, CollectionCall.Count],
            CollectionKind.Settings => [CollectionCall.Read, CollectionCall.Version],
            _ => [CollectionCall.Read],
        };

    /// <summary>The updates of a collection.</summary>
    public static IReadOnlyList<CollectionCall> Updates(this CollectionKind kind) =>
        kind switch
        {
            CollectionKind.Dictionary =>
            [
                CollectionCall.Write,
                CollectionCall.AddIfAbsent,
                CollectionCall.GetOrAdd,
                CollectionCall.Remove,
                CollectionCall.CompareAndSet,
            ],
            CollectionKind.Set => [CollectionCall.Add, CollectionCall.Remove],
            CollectionKind.Tally => [CollectionCall.Add, CollectionCall.CompareAndSet],
            CollectionKind.Settings => [CollectionCall.Write, CollectionCall.Remove, CollectionCall.CompareAndSet],
            _ => throw new UnreachableException(),
        };
}
