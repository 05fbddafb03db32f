using Cohort.Serialization;

namespace Cohort.Server.Data.Values;

/// <summary>What kind of value a key has. The numbers are in snapshots: they never change.</summary>
internal enum ValueKind : byte
{
    /// <summary>Bytes.</summary>
    String = 1,

    /// <summary>A sequence.</summary>
    List = 2,

    /// <summary>Members, each once.</summary>
    Set = 3,

    /// <summary>Members with a score each, in the order of the scores.</summary>
    SortedSet = 4,

    /// <summary>Fields with a value each.</summary>
    Hash = 5,
}

/// <summary>What a key has.</summary>
internal abstract class Value
{
    /// <summary>Which kind it is.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>The kind's name, as TYPE gives it.</summary>
    public abstract string TypeName { get; }

    /// <summary>How Redis would keep it, as OBJECT ENCODING gives it.</summary>
    public abstract string Encoding { get; }

    /// <summary>Whether nothing is in it: such a key is not there. A string is never so, whatever its length.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public abstract long Size { get; }

    /// <summary>A copy that has nothing in common with it.</summary>
    public abstract Value Copy();

    /// <summary>Writes it into a snapshot, without its kind.</summary>
    public abstract void Save(ref PackWriter writer);
}
