using Cohort.Runtime.Directories;

namespace Cohort;

public sealed partial class Node
{
    /// <summary>
    /// Decides that a group which keeps a log, and whose last members are gone for good, goes on from the log of a node that waits for it,
    /// though others had gone on without that node: what they had delivered after the end of that log is lost, as far as no other log is
    /// chosen that has it. All nodes of the cluster are told (<see cref="NodeOptions.OnWarning"/>). Completes when it is decided; the
    /// group goes on when that node has begun, which <see cref="Directory"/> shows. Those that come back later with what was lost join as
    /// new members.
    /// </summary>
    /// <param name="lost">The group, as <see cref="Directory"/> shows it: the decision is about this view and no later one.</param>
    /// <param name="from">The log: one of its <see cref="GroupInfo.Offers"/>.</param>
    /// <param name="cancellationToken">Ends the waiting. It may be decided nevertheless.</param>
    /// <returns>The group, as the directory has it then.</returns>
    /// <exception cref="RecoveryRefusedException">The group is not lost, or has changed, or no node offers that log.</exception>
    /// <exception cref="NodeFailedException">The node has stopped itself.</exception>
    /// <exception cref="ObjectDisposedException">The node was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<GroupInfo> RecoverAsync(GroupInfo lost, LogOffer from, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lost);
        ArgumentNullException.ThrowIfNull(from);
        return new LogChoosing(Directory, input => _driver.Post(input)).ChooseAsync(lost, from, cancellationToken);
    }

    /// <summary>
    /// Decides that nothing is left of a group which keeps a log: all its members are gone for good, with their disks, and no log of it that is
    /// left is worth going on from. The directory forgets it; whoever joins it next creates it anew, and empty. All nodes of the cluster are told
    /// (<see cref="NodeOptions.OnWarning"/>). Completes when it is decided. Where somebody comes back later who held the state, it joins as a new
    /// member, and what it had is not asked for.
    /// </summary>
    /// <param name="lost">The group, as <see cref="Directory"/> shows it: the decision is about this view and no later one.</param>
    /// <param name="cancellationToken">Ends the waiting. It may be decided nevertheless.</param>
    /// <exception cref="RecoveryRefusedException">The group is not lost, or has changed.</exception>
    /// <exception cref="NodeFailedException">The node has stopped itself.</exception>
    /// <exception cref="ObjectDisposedException">The node was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task GiveUpAsync(GroupInfo lost, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lost);
        return new LogChoosing(Directory, input => _driver.Post(input)).GiveUpAsync(lost, cancellationToken);
    }
}
