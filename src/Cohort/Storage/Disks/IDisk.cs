namespace Cohort.Storage.Disks;

/// <summary>
/// A folder, as much of it as the log needs. The simulator puts a disk with faults in its place, so that the log's own code runs there.
/// Whatever fails throws an <see cref="IOException"/>.
/// </summary>
internal interface IDisk
{
    /// <summary>What people call it: the path of the folder.</summary>
    string Name { get; }

    /// <summary>The names of the files in it.</summary>
    IReadOnlyList<string> List();

    /// <summary>Makes a new file, or an old one empty. It may be gone after a power failure until it has been renamed.</summary>
    IDiskFile Create(string name);

    /// <summary>Opens a file that is there.</summary>
    IDiskFile Open(string name);

    /// <summary>Gives a file another name, in the place of one that has it. When this returns, that is on the disk.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file. When this returns, that is on the disk.</summary>
    void Delete(string name);
}

/// <summary>A file on an <see cref="IDisk"/>.</summary>
internal interface IDiskFile : IDisposable
{
    /// <summary>How long it is, in bytes.</summary>
    long Size { get; }

    /// <summary>Reads what there is from a place on, until the room is full or the file ends.</summary>
    /// <returns>How many bytes.</returns>
    int Read(Span<byte> room, long at);

    /// <summary>Writes at a place, and makes the file longer where it has to be. After a power failure any part of it may be missing,
    /// until it was synced.</summary>
    void Write(ReadOnlySpan<byte> bytes, long at);

    /// <summary>When this returns, all that was written is on the disk. When it throws, nobody can tell what is: trying again proves
    /// nothing (Rebello et al., Can Applications Recover from fsync Failures?, USENIX ATC 2020).</summary>
    void Sync();
}
