using Cohort.Runtime;

namespace Cohort;

/// <summary>What a process wants from a group with tools.</summary>
public sealed record ToolGroupOptions
{
    /// <summary>
    /// The options of the membership itself. Messages, calls, state and contract are the tools' own: those options stay as they
    /// are. Its handlers of views and statuses are called behind the tools.
    /// </summary>
    public GroupOptions Group { get; init; } = new();

    /// <summary>
    /// After how many updates the replicas of the group's objects compare their states; one that has diverged, because an update
    /// is not deterministic, then leaves and comes back with the state of the others. It costs each replica a saving of its
    /// state each time. From 0, which is the default, never, to 1,000,000,000. It should be the same at all members: where it is not,
    /// nothing breaks, but states are compared only after updates at which all members do so, and never where one says 0; whoever
    /// sees that warns once. So it can be changed member by member.
    /// </summary>
    public int CompareEvery { get; init; }

    /// <summary>The most updates of this process that may be under way at a time; whoever wants another waits, and is certain that it is
    /// not made where he stops waiting. From 1 to 65,536; default 4,096.</summary>
    public int MaxPendingUpdates { get; init; } = 4096;

    /// <summary>The most calls of this process to the group (<see cref="ToolGroup.Calls{T}"/>) that may be under way at a time;
    /// whoever makes another waits. Calls that are made by methods that are being called have as much room of their own, for each
    /// depth. From 1 to 65,536; default 256.</summary>
    public int MaxUnansweredCalls { get; init; } = 256;

    /// <summary>The most calls that this member executes at a time, counting those whose methods have returned a task that has not
    /// completed; one more is answered with a <see cref="MemberBusyException"/>, and not executed here. From 1 to 1,048,576;
    /// default 4,096.</summary>
    public int MaxRunningCalls { get; init; } = 4096;

    /// <summary>The largest reply to a call, in bytes; a larger one is answered with a <see cref="ReplyTooLargeException"/>. From 1
    /// KiB to 256 MiB, and no more than fits into a message (<see cref="NodeOptions.MaxMessageBytes"/>); default 256 KiB.</summary>
    public int MaxReplyBytes { get; init; } = 256 << 10;

    /// <summary>Where updates take their time from (<see cref="UpdateContext.Now"/>). Default: the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check() => OptionsProblems.ThrowFirst(Checks());

    /// <summary>The checks of all options but those of the membership itself, which joining makes.</summary>
    internal IEnumerable<Action> Checks()
    {
        yield return () =>
            Require(
                CompareEvery is >= 0 and <= 1_000_000_000,
                nameof(CompareEvery),
                CompareEvery,
                "0, for never, to 1,000,000,000 updates"
            );
        yield return () =>
            Require(
                MaxPendingUpdates is >= 1 and <= 65_536,
                nameof(MaxPendingUpdates),
                MaxPendingUpdates,
                "1 to 65,536 updates"
            );
        yield return () =>
            Require(
                MaxUnansweredCalls is >= 1 and <= 65_536,
                nameof(MaxUnansweredCalls),
                MaxUnansweredCalls,
                "1 to 65,536 calls"
            );
        yield return () =>
            Require(
                MaxRunningCalls is >= 1 and <= 1 << 20,
                nameof(MaxRunningCalls),
                MaxRunningCalls,
                "1 to 1,048,576 calls"
            );
        yield return () =>
            Require(
                MaxReplyBytes is >= 1 << 10 and <= 256 << 20,
                nameof(MaxReplyBytes),
                MaxReplyBytes,
                "1,024 (1 KiB) to 268,435,456 bytes (256 MiB)"
            );
        yield return () => RefuseNull(Group, nameof(Group));
        yield return () => RefuseNull(TimeProvider, nameof(TimeProvider));
        yield return RefuseWhatIsTheTools;
    }

    private void RefuseWhatIsTheTools()
    {
        Refuse(Group.OnMessage is not null, nameof(Group.OnMessage));
        Refuse(Group.OnMessageAsync is not null, nameof(Group.OnMessageAsync));
        Refuse(Group.ReadMessages, nameof(Group.ReadMessages));
        Refuse(Group.OnCall is not null, nameof(Group.OnCall));
        Refuse(Group.State is not null, nameof(Group.State));
        Refuse(Group.Contract.Length > 0, nameof(Group.Contract));
        Refuse(Group.OnViewAsync is not null, nameof(Group.OnViewAsync));
    }

    private static void Require(bool isAllowed, string option, int value, string range)
    {
        if (!isAllowed)
            throw new OptionsException(option, $"{option} is {value}. It must be from {range}.");
    }

    private static void RefuseNull(object? value, string option)
    {
        if (value is null)
            throw new OptionsException(
                option,
                $"{option} is null. Leave it as it is where nothing in particular is wanted."
            );
    }

    private static void Refuse(bool isSet, string option)
    {
        if (isSet)
            throw new OptionsException(
                option,
                $"{option} is set, but in a group with tools that is the tools' own. Leave it as it is, or join a group without "
                    + "tools for messages of your own."
            );
    }
}
