using System.Buffers.Binary;
using System.Security.Cryptography;
using Cohort.Protocol;
using Cohort.Protocol.Durability;
using Cohort.Storage.Disks;
using Cohort.Storage.Folders;
using Cohort.Storage.Logs;

namespace Cohort.Storage.Backups;

/// <summary>Makes a data folder out of backups: under another name first, which is read back before it gets its own.</summary>
internal sealed class Restoration(
    string cluster,
    string node,
    IProgress<long>? progress,
    CancellationToken cancellationToken
)
{
    private const int CommitEvery = 16 << 20;

    private readonly OutputBuffer _outputs = new();
    private long _written;
    private long _uncommitted;

    // What is restored of each, which was proved.
    private readonly record struct Source(string Path, BackupFile File, long Bytes);

    /// <summary>Does it.</summary>
    public IReadOnlyList<BackupInfo> Run(IReadOnlyList<string> paths, string folder)
    {
        Source[] sources = [.. paths.Select(Prove)];
        if (sources.Length == 0)
            throw new BackupException("No backup was named. Name one at least.");
        if (sources.GroupBy(source => source.File.Group).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new BackupException($"Two of the backups are of group '{twice.Key}'. Name one of each group.");
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        CheckEmpty(folder);
        string unfinished = $"{folder}.restoring";
        try
        {
            Delete(unfinished);
            Write(sources, unfinished);
            Check(sources, unfinished);
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(unfinished, folder);
            FolderSync.Sync(Path.GetDirectoryName(folder)!);
            return [.. sources.Select(source => source.File.Describe(source.Bytes))];
        }
        catch (Exception e)
        {
            Delete(unfinished);
            if (e is IOException or UnauthorizedAccessException)
                throw FolderFailure.Of(folder, e, DataFolderProblem.ReadOnly);
            throw;
        }
    }

    private Source Prove(string path)
    {
        (BackupFile file, long bytes) = BackupFile.Read(path, _ => cancellationToken.ThrowIfCancellationRequested());
        return new Source(path, file, bytes);
    }

    private static void CheckEmpty(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new DataFolderException(
                folder,
                DataFolderProblem.NotEmpty,
                "is not empty, and a backup is restored into a folder of its own",
                "Name one that is empty or not there; where the node had gone on with this one, it would forget that"
            );
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private void Write(Source[] sources, string folder)
    {
        using DataFolder data = DataFolder.Open(folder, cluster, node);
        using LogWriter log = data.OpenLog(new LogOptions(), static (_, _) => { });
        var settings = new NodeSettings
        {
            Cluster = cluster,
            Name = node,
            Process = new ProcessId(node, 0),
        };
        var journal = new Journal(settings, _outputs);
        RestoredGroup[] groups =
        [
            .. sources.Select(source => new RestoredGroup(source.File.Group, source.File.Backup, node)),
        ];
        RestoredGroup.WriteDirectory(journal, Draw(), [.. groups.Select(group => group.Entry)]);
        for (int at = 0; at < groups.Length; at++)
        {
            groups[at].WriteView(journal);
            Append(journal, log);
            WriteState(journal, log, groups[at], sources[at]);
        }
        log.Commit();
        log.Settle();
    }

    private void WriteState(Journal journal, LogWriter log, RestoredGroup group, Source source)
    {
        long at = 0;
        if (source.Bytes == 0)
            group.WriteState(journal, 0, 0, []);
        BackupFile.Read(
            source.Path,
            piece =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                group.WriteState(journal, source.Bytes, at, piece);
                at += piece.Length;
                Append(journal, log);
                progress?.Report(_written += piece.Length);
            }
        );
        Append(journal, log);
    }

    private void Append(Journal journal, LogWriter log)
    {
        foreach (ref readonly Output output in _outputs.Outputs)
        {
            log.Append(output.Bytes.Span);
            _uncommitted += output.Bytes.Length;
        }
        _outputs.Clear();
        journal.BeginStep();
        if (_uncommitted < CommitEvery)
            return;
        log.Commit();
        _uncommitted = 0;
    }

    /// <summary>Reads the folder as a node does that is started with it.</summary>
    private void Check(Source[] sources, string folder)
    {
        using DataFolder data = DataFolder.Open(folder, cluster, node);
        var copies = new LogCopies(new Limits { StateSize = Array.MaxLength, Members = 1000 });
        bool makesSense = true;
        _ = LogReader.Read(data.Disk, (number, record) => makesSense &= copies.Take(number, record));
        foreach (Source source in sources)
            if (
                !makesSense
                || copies.Of(source.File.Group) is not { } copy
                || copy.State.Length != source.Bytes
                || copy.Label?.Position != source.File.Backup.Position
            )
                throw new BackupException(
                    $"What was restored of group '{source.File.Group}' did not read as it was written. Use another disk."
                );
    }

    private static ulong Draw()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
