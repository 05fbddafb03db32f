using System.Diagnostics;

namespace Cohort.Runtime.Groups;

/// <summary>How a membership ended, and what that means for whoever waits on it.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Status">The last status.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Cause">What the application threw, or what stopped the node.</param>
/// <param name="Expulsion">Why the process was put out before it came back, where it was; the membership goes on then.</param>
internal sealed record Ending(
    string Group,
    GroupStatus Status,
    string Reason,
    Exception? Cause = null,
    string? Expulsion = null
)
{
    /// <summary>Whether the group had as many members as it may have.</summary>
    public bool IsFull { get; init; }

    // A reason may quote a message that ends a sentence itself.
    private string Why => Reason.TrimEnd('.');

    /// <summary>What <see cref="Group.Completion"/> fails with; null where the membership was left on request.</summary>
    public Exception? Failure() =>
        Status switch
        {
            GroupStatus.Left => null,
            GroupStatus.Lost => new GroupLostException(
                Group,
                $"Group '{Group}' is lost: {Why}. Its members are gone, or out of reach; if they are gone for good, "
                    + "start the group's processes anew, with a state of your own keeping."
            ),
            GroupStatus.Expelled => new ExpelledException(
                Group,
                $"The others put this member out of group '{Group}': {Why}. Join again to come back as a new member."
            ),
            GroupStatus.Failed when Cause is NodeFailedException => Cause,
            GroupStatus.Failed => new GroupFailedException(
                Group,
                $"The membership in group '{Group}' was stopped: {Why}. The other members go on without it; mend what "
                    + "failed, then join again.",
                Cause
            ),
            _ => throw new UnreachableException($"A membership cannot end with status {Status}."),
        };

    /// <summary>What somebody who waits for the join to complete is told.</summary>
    public Exception JoinFailure() =>
        Status is GroupStatus.Expelled or GroupStatus.Left || (Status == GroupStatus.Failed && Cause is null)
            ? new JoinRefusedException(Group, Status, $"Joining group '{Group}' has failed: {Why}.", Failure())
            {
                IsFull = IsFull,
            }
            : Failure()!;

    /// <summary>What a call is told that certainly had no effect.</summary>
    public NotDeliveredException NotDelivered() =>
        new(
            Group,
            Status,
            Expulsion is not null && Status is GroupStatus.Expelled or GroupStatus.Joining
                ? $"The others put this process out of group '{Group}' ({Expulsion}) before it could send this. The call had no "
                    + "effect; it comes back as a new member, and can send again then."
                : $"Nothing more can be sent to group '{Group}': {How()}. This call had no effect. Join again to send.",
            Cause
        );

    /// <summary>What a call is told whose effect nobody here can know.</summary>
    public OutcomeUnknownException Unknown() =>
        new(
            Group,
            Status,
            $"{Over()} Whether the others deliver what was under way is not "
                + "known here: ask one of them, or send it again in a way that makes a repetition harmless.",
            Cause
        );

    private string Over() =>
        Expulsion is not null && Status is not (GroupStatus.Left or GroupStatus.Lost or GroupStatus.Failed)
            ? $"The others put this process out of group '{Group}' ({Expulsion}); it comes back as a new member."
            : $"The membership in group '{Group}' is over: {How()}.";

    private string How() =>
        Status switch
        {
            GroupStatus.Left => "this member has left it",
            GroupStatus.Lost => $"it is lost ({Reason})",
            GroupStatus.Expelled => $"the others put this member out ({Reason})",
            GroupStatus.Failed => $"this member was stopped ({Reason})",
            _ => "this member is leaving it",
        };
}
