using System.Buffers.Binary;
using System.Text;
using Cohort.Protocol.Wire;
using Cohort.Storage.Disks;
using Cohort.Storage.Logs;

namespace Cohort.Storage.Folders;

/// <summary>Whose folder it is: a small file in it, written before anything else is.</summary>
/// <param name="Cluster">The name of the cluster.</param>
/// <param name="Node">What the node is called in the cluster.</param>
/// <param name="Log">The log in it.</param>
internal sealed record FolderIdentity(string Cluster, string Node, Guid Log)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "identity";

    /// <summary>The format that this program writes, and the newest that it reads.</summary>
    public const uint Version = 1;

    private const int VersionAt = 8;
    private const int ChecksumAt = VersionAt + sizeof(uint);
    private const int LogAt = ChecksumAt + sizeof(uint);
    private const int ClusterLengthAt = LogAt + 16;
    private const int NodeLengthAt = ClusterLengthAt + sizeof(uint);
    private const int NamesAt = NodeLengthAt + sizeof(uint);
    private const int LargestFile = 64 << 10;

    private static readonly UTF8Encoding s_utf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private static ReadOnlySpan<byte> Magic => "CohortId"u8;

    /// <summary>Reads whose a folder is, or makes it this node's where it is nobody's.</summary>
    /// <exception cref="DataFolderException">It is somebody else's, or that cannot be told.</exception>
    /// <exception cref="IOException">The disk has failed.</exception>
    public static FolderIdentity Claim(IDisk disk, string cluster, string node)
    {
        if (Read(disk) is not { } found)
        {
            var identity = new FolderIdentity(cluster, node, Guid.NewGuid());
            identity.Write(disk);
            return identity;
        }
        if (found.Cluster != cluster)
            throw new DataFolderException(
                disk.Name,
                DataFolderProblem.OtherCluster,
                $"is of cluster '{found.Cluster}', and this node is of cluster '{cluster}'",
                "Give the node the cluster that the folder is of, or a folder of its own"
            );
        if (found.Node != node)
            throw new DataFolderException(
                disk.Name,
                DataFolderProblem.OtherNode,
                $"is of node '{found.Node}', and this is node '{node}'",
                "Two nodes never share one: give the node the name that the folder is of, or a folder of its own"
            );
        return found;
    }

    /// <summary>Reads whose a folder is; null where it is nobody's yet.</summary>
    /// <exception cref="DataFolderException">That cannot be told.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static FolderIdentity? Read(IDisk disk)
    {
        IReadOnlyList<string> names = disk.List();
        if (!names.Contains(FileName))
            // It is on the disk before the log is begun.
            return names.Any(name => SegmentHeader.FirstOf(name) is not null)
                ? throw Damaged(disk, $"has a log, and no file '{FileName}', which says whose it is")
                : null;
        using IDiskFile file = disk.Open(FileName);
        byte[] bytes = new byte[Math.Min(file.Size, LargestFile)];
        int read = file.Read(bytes, 0);
        return Parse(disk, bytes.AsSpan(0, read));
    }

    private static FolderIdentity Parse(IDisk disk, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < LogAt || !bytes.StartsWith(Magic))
            throw Damaged(disk, $"has a file '{FileName}' that does not begin as it should");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != ChecksumOf(bytes))
            throw Damaged(disk, $"has a file '{FileName}' whose checksum does not fit what it says");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[VersionAt..]);
        if (version > Version)
            throw DataFolderException.Newer(disk.Name, $"'{FileName}'", version, Version);
        if (bytes.Length < NamesAt)
            throw Damaged(disk, $"has a file '{FileName}' that ends at byte {bytes.Length}");
        ulong cluster = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ClusterLengthAt..]);
        ulong node = BinaryPrimitives.ReadUInt32LittleEndian(bytes[NodeLengthAt..]);
        if (NamesAt + cluster + node != (ulong)bytes.Length)
            throw Damaged(disk, $"has a file '{FileName}' of {bytes.Length} bytes, and it says that it has others");
        int nodeAt = NamesAt + (int)cluster;
        try
        {
            return new FolderIdentity(
                s_utf8.GetString(bytes[NamesAt..nodeAt]),
                s_utf8.GetString(bytes[nodeAt..]),
                new Guid(bytes.Slice(LogAt, 16))
            );
        }
        catch (ArgumentException)
        {
            throw Damaged(disk, $"has a file '{FileName}' with names that are no text");
        }
    }

    private void Write(IDisk disk)
    {
        byte[] cluster = s_utf8.GetBytes(Cluster);
        byte[] node = s_utf8.GetBytes(Node);
        byte[] bytes = new byte[NamesAt + cluster.Length + node.Length];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, LargestFile);
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(VersionAt), Version);
        Log.TryWriteBytes(bytes.AsSpan(LogAt));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(ClusterLengthAt), cluster.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(NodeLengthAt), node.Length);
        cluster.CopyTo(bytes.AsSpan(NamesAt));
        node.CopyTo(bytes.AsSpan(NamesAt + cluster.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), ChecksumOf(bytes));
        const string Unfinished = FileName + SpareFile.Unfinished;
        using (IDiskFile file = disk.Create(Unfinished))
        {
            file.Write(bytes, 0);
            file.Sync();
        }
        disk.Rename(Unfinished, FileName);
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> bytes) =>
        Crc32C.Append(Crc32C.Of(bytes[..ChecksumAt]), bytes[LogAt..]);

    private static DataFolderException Damaged(IDisk disk, string what) =>
        new(
            disk.Name,
            DataFolderProblem.DamagedIdentity,
            what,
            $"Put the file back from a backup of the folder; or {DataFolderException.AnEmptyOne}"
        );
}
