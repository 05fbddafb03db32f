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
    /// state each time. From 0, which is the default, never, to 1,000,000,000; the same at all members.
    /// </summary>
    public int CompareEvery { get; init; }

    /// <summary>The most updates of this process that may be under way at a time; whoever wants another waits. From 1 to 65,536;
    /// default 4,096.</summary>
    public int MaxPendingUpdates { get; init; } = 4096;

    /// <summary>Where updates take their time from (<see cref="UpdateContext.Now"/>). Default: the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check()
    {
        if (CompareEvery is < 0 or > 1_000_000_000)
            throw new OptionsException(
                nameof(CompareEvery),
                $"{nameof(CompareEvery)} is {CompareEvery}. It must be from 0, for never, to 1,000,000,000 updates."
            );
        if (MaxPendingUpdates is < 1 or > 65_536)
            throw new OptionsException(
                nameof(MaxPendingUpdates),
                $"{nameof(MaxPendingUpdates)} is {MaxPendingUpdates}. It must be from 1 to 65,536 updates."
            );
        Refuse(Group.OnMessage is not null, nameof(Group.OnMessage));
        Refuse(Group.OnMessageAsync is not null, nameof(Group.OnMessageAsync));
        Refuse(Group.ReadMessages, nameof(Group.ReadMessages));
        Refuse(Group.OnCall is not null, nameof(Group.OnCall));
        Refuse(Group.State is not null, nameof(Group.State));
        Refuse(Group.Contract.Length > 0, nameof(Group.Contract));
        Refuse(Group.OnViewAsync is not null, nameof(Group.OnViewAsync));
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
