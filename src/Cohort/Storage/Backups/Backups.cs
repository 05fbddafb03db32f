using System.Threading.Channels;
using Cohort.Protocol;
using Cohort.Protocol.Clients;
using Cohort.Storage.Disks;

namespace Cohort.Storage.Backups;

/// <summary>The backups that a client takes. What has come of one and is not in its file yet is bounded by what a member may send before it
/// has been told that some is.</summary>
/// <param name="post">Leaves an input for the machine; false where it has stopped.</param>
internal sealed class Backups(Func<Input, bool> post)
{
    // What is known of a backup, once more where it begins anew; or else a piece of it.
    private readonly record struct Piece(BackupHead? Head, long Size, ReadOnlyMemory<byte> Bytes);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, (string Group, Channel<Piece> Pieces)> _open = [];
    private long _lastTicket;
    private Exception? _ending;

    /// <summary>Takes a backup.</summary>
    public async Task<BackupInfo> TakeAsync(
        string cluster,
        string group,
        string path,
        IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        Channel<Piece> pieces = Channel.CreateUnbounded<Piece>(new UnboundedChannelOptions { SingleReader = true });
        long ticket;
        lock (_lock)
        {
            if (_ending is { } ending)
                throw ending;
            _open.Add(ticket = ++_lastTicket, (group, pieces));
        }
        post(Input.TakeBackup(ticket, group));
        try
        {
            path = Path.GetFullPath(path);
            // Writing waits for the disk.
            return await Task.Run(
                    () => WriteAsync(cluster, group, path, ticket, pieces.Reader, progress, cancellationToken),
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup '{path}' could not be written: {e.Message.TrimEnd('.')}.", e);
        }
        finally
        {
            lock (_lock)
                _open.Remove(ticket);
            post(Input.DropBackup(ticket));
        }
    }

    /// <summary>What the machine tells of a backup; on the driver's thread.</summary>
    public void Take(in Output output)
    {
        (string Group, Channel<Piece> Pieces) backup;
        lock (_lock)
            if (!_open.TryGetValue(output.Ticket, out backup))
                return;
        ChannelWriter<Piece> pieces = backup.Pieces.Writer;
        if (output.Kind == OutputKind.BackupBegins)
            pieces.TryWrite(new Piece(output.Backup, (long)output.Position, default));
        else if (output.Kind == OutputKind.BackupPart)
            // The machine has made the bytes for this piece alone.
            pieces.TryWrite(new Piece(null, 0, output.Bytes));
        else
            pieces.TryComplete(Explain(backup.Group, output.Outcome, output.Text));
    }

    /// <summary>There is no machine any more.</summary>
    public void End(Exception why)
    {
        Channel<Piece>[] open;
        lock (_lock)
        {
            _ending ??= why;
            open = [.. _open.Values.Select(backup => backup.Pieces)];
        }
        foreach (Channel<Piece> pieces in open)
            pieces.Writer.TryComplete(why);
    }

    private static BackupException? Explain(string group, CallOutcome outcome, string text) =>
        outcome switch
        {
            CallOutcome.Answered => null,
            CallOutcome.NoSuchGroup => new BackupException(
                $"There is no group '{group}' to take a backup of: {text}. Check the name."
            ),
            CallOutcome.TakesNoCalls => new BackupException(
                $"Group '{group}' has nothing to take a backup of: {text}. Give its members {nameof(GroupOptions.State)}."
            ),
            _ => new BackupException($"No backup of group '{group}' could be taken: {text}."),
        };

    private async Task<BackupInfo> WriteAsync(
        string cluster,
        string group,
        string path,
        long ticket,
        ChannelReader<Piece> pieces,
        IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var disk = new FolderDisk(Path.GetDirectoryName(path) ?? path);
        string unfinished = Path.GetFileName(path) + ".new";
        // What is there under this name is of somebody who did not finish. Whether it can be written shows at once.
        IDiskFile file = disk.Create(unfinished);
        try
        {
            BackupFile? backup = null;
            BackupWriter? writer = null;
            (long bytes, long of) = (0, 0);
            await foreach (Piece piece in pieces.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (piece.Head is { } head)
                {
                    // Of an attempt before, which may have been longer, nothing is to be left.
                    file.Dispose();
                    file = disk.Create(unfinished);
                    backup = new BackupFile(cluster, group, DateTimeOffset.UtcNow, head);
                    (writer, bytes, of) = (backup.Begin(file), 0, piece.Size);
                }
                else
                {
                    writer!.Add(piece.Bytes.Span);
                    bytes += piece.Bytes.Length;
                    post(Input.BackupHandled(ticket, piece.Bytes.Length));
                }
                progress?.Report(new BackupProgress(bytes, of));
            }
            backup!.End(writer!);
            file.Dispose();
            Prove(backup, bytes, Path.Combine(disk.Name, unfinished), cancellationToken);
            disk.Rename(unfinished, Path.GetFileName(path));
            return backup.Describe(bytes);
        }
        catch
        {
            file.Dispose();
            Remove(disk, unfinished);
            throw;
        }
    }

    private static void Prove(BackupFile written, long bytes, string path, CancellationToken cancellationToken)
    {
        (BackupFile read, long found) = BackupFile.Read(path, _ => cancellationToken.ThrowIfCancellationRequested());
        if (found != bytes || !read.IsSameAs(written))
            throw new BackupException($"The backup '{path}' did not read as it was written. Use another disk.");
    }

    private static void Remove(FolderDisk disk, string name)
    {
        try
        {
            disk.Delete(name);
        }
        catch (IOException)
        {
            // What had failed says more; and the next attempt writes over it.
        }
    }
}
