using Cohort.Runtime;
using Cohort.Runtime.Directories;

namespace Cohort;

public sealed partial class CohortClient
{
    /// <inheritdoc cref="Cohort.Node.RecoverAsync" path="/summary"/>
    /// <param name="lost">The group, as <see cref="Directory"/> shows it: the decision is about this view and no later one.</param>
    /// <param name="from">The log: one of its <see cref="GroupInfo.Offers"/>.</param>
    /// <param name="cancellationToken">Ends the waiting. It may be decided nevertheless.</param>
    /// <returns>The group, as the directory has it then.</returns>
    /// <exception cref="RecoveryRefusedException">The group is not lost, or has changed, or no node offers that log.</exception>
    /// <exception cref="NodeFailedException">The client has stopped itself.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<GroupInfo> RecoverAsync(GroupInfo lost, LogOffer from, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lost);
        ArgumentNullException.ThrowIfNull(from);
        return new LogChoosing(Directory, input => _driver.Post(input)).ChooseAsync(lost, from, cancellationToken);
    }

    /// <inheritdoc cref="Cohort.Node.GiveUpAsync" path="/summary"/>
    /// <param name="lost">The group, as <see cref="Directory"/> shows it: the decision is about this view and no later one.</param>
    /// <param name="cancellationToken">Ends the waiting. It may be decided nevertheless.</param>
    /// <exception cref="RecoveryRefusedException">The group is not lost, or has changed.</exception>
    /// <exception cref="NodeFailedException">The client has stopped itself.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task GiveUpAsync(GroupInfo lost, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lost);
        return new LogChoosing(Directory, input => _driver.Post(input)).GiveUpAsync(lost, cancellationToken);
    }

    /// <summary>
    /// Takes a backup of a group that runs: a member's application saves its state (<see cref="GroupOptions.State"/>) as of one point in the
    /// order of the group, and it is written to a file, read back and proved, and only then given its name. The group goes on meanwhile. Where the
    /// member dies, it begins again with another one. It waits for a group that cannot be reached as long as the token allows.
    /// </summary>
    /// <param name="group">The group's name.</param>
    /// <param name="path">The file. One that is there is replaced when the new one is proved, and not before.</param>
    /// <param name="progress">Hears how far it has come; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <returns>What the backup is of.</returns>
    /// <exception cref="OptionsException">The name is not allowed.</exception>
    /// <exception cref="BackupException">There is no such group, it has no state, its application could not save it, or the file could not
    /// be written or read back.</exception>
    /// <exception cref="NodeFailedException">The client has stopped itself.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<BackupInfo> BackUpAsync(
        string group,
        string path,
        IProgress<BackupProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        NodeOptionsCheck.GroupName(nameof(group), group);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _backups.TakeAsync(_options.Cluster, group, path, progress, cancellationToken);
    }
}
