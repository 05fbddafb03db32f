using Cohort.Protocol;
using Cohort.Protocol.Clients;
using Cohort.Protocol.Wire;
using Cohort.Storage.Disks;

namespace Cohort.Storage.Backups;

/// <summary>A backup as a file, whose head says what it is of; see <c>spec/log-format.md</c>.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Group">The group's name.</param>
/// <param name="TakenAt">When it was taken.</param>
/// <param name="Backup">The rest.</param>
internal sealed record BackupFile(string Cluster, string Group, DateTimeOffset TakenAt, BackupHead Backup)
{
    private const byte Version = 1;

    private static readonly Limits s_limits = new() { Members = 1000 };

    /// <summary>Begins a file, and writes the body as it comes.</summary>
    public BackupWriter Begin(IDiskFile file) => BackupWriter.Begin(file, Head().Length);

    /// <summary>All of the body is written: the file is whole, and on the disk.</summary>
    public void End(BackupWriter writer) => writer.End(Head());

    /// <summary>Reads a file to its end, and proves it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="visit">Is told the pieces of the state, each when it is proved, and how many bytes there are of all; where a later one is
    /// damaged, those before are worth nothing.</param>
    /// <exception cref="DamagedBackupException">It is not what was written.</exception>
    /// <exception cref="BackupException">It cannot be read, or a newer version has written it.</exception>
    public static (BackupFile File, long StateBytes) Read(string path, BackupVisitor visit)
    {
        path = Path.GetFullPath(path);
        try
        {
            var disk = new FolderDisk(Path.GetDirectoryName(path) ?? path, FileAccess.Read);
            (ReadOnlyMemory<byte> head, long bodyBytes) = BackupReader.Read(disk, Path.GetFileName(path), visit);
            return (ReadHead(path, head.Span), bodyBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup '{path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>A file that a newer version has written.</summary>
    public static BackupException Newer(string path) =>
        new($"The backup '{path}' was written by a newer version. Run the newer version.");

    /// <summary>Whether another one says the same of itself.</summary>
    public bool IsSameAs(BackupFile other) => Head().AsSpan().SequenceEqual(other.Head());

    /// <summary>What it is of.</summary>
    public BackupInfo Describe(long stateBytes) =>
        new()
        {
            Cluster = Cluster,
            Group = Group,
            Contract = Backup.Terms.Contract,
            TakesCalls = Backup.Terms.TakesCalls,
            KeepsLog = Backup.Terms.Durable,
            MaxMembers = Backup.Terms.MostMembers > 0 ? Backup.Terms.MostMembers : null,
            View = Backup.View,
            Position = Backup.Position,
            TakenAt = TakenAt,
            StateBytes = stateBytes,
        };

    private byte[] Head()
    {
        var writer = new FrameWriter();
        writer.Byte(Version);
        writer.Fixed((ulong)TakenAt.UtcTicks);
        writer.Text(Cluster);
        writer.Text(Group);
        BackupHead.Write(writer, Backup.Terms, Backup.View, Backup.Position);
        return writer.Written.ToArray();
    }

    private static BackupFile ReadHead(string path, ReadOnlySpan<byte> head)
    {
        var reader = new FrameReader(head, s_limits);
        if (reader.Byte() != Version && !reader.Failed)
            throw Newer(path);
        ulong ticks = reader.Fixed();
        var file = new BackupFile(
            reader.Text(),
            reader.Text(),
            ticks <= (ulong)DateTime.MaxValue.Ticks ? new DateTimeOffset((long)ticks, TimeSpan.Zero) : default,
            BackupHead.Read(ref reader, s_limits)
        );
        // Its checksum is right, so it is what was written.
        return reader.Complete
            ? file
            : throw new DamagedBackupException(path, BackupHeader.Size, "what it says of itself makes no sense");
    }
}
