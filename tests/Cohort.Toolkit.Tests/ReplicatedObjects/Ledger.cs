namespace Cohort.Toolkit.Tests.ReplicatedObjects;

/// <summary>Numbers what it is given, and tells of each.</summary>
[Replicated]
public partial class Ledger
{
    private readonly List<string> _entries = [];

    /// <summary>Writes an entry, and returns its number, from 1.</summary>
    [Update]
    public int Write(string entry, UpdateContext context)
    {
        _entries.Add(entry);
        context.Raise(new Written(_entries.Count, entry));
        return _entries.Count;
    }

    /// <summary>Writes an entry, and returns so many bytes.</summary>
    [Update]
    public byte[] WriteLarge(string entry, int size, UpdateContext context)
    {
        Write(entry, context);
        return new byte[size];
    }

    /// <summary>Writes an entry, and returns nothing.</summary>
    [Update]
    public void Note(string entry, UpdateContext context) => Write(entry, context);

    /// <summary>How many entries there are.</summary>
    [Read]
    public int Count() => _entries.Count;

    /// <summary>All of them.</summary>
    [Read]
    public List<string> All() => _entries;
}

/// <summary>An entry was written.</summary>
public sealed record Written(int Number, string Entry);
