namespace Cohort.Cli.Bench.Disk;

/// <summary>What a process is told when it starts that does nothing but append to a file and sync it.</summary>
/// <param name="Folder">Where its file is; the file is its own.</param>
/// <param name="Size">The size of a record in bytes.</param>
internal sealed record DiskRequest(string Folder, int Size);
