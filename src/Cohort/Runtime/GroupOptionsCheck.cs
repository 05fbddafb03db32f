namespace Cohort.Runtime;

/// <summary>Checks a group's options.</summary>
internal static class GroupOptionsCheck
{
    private const int LongestContract = 100;
    private const int LargestHistory = 1 << 30;
    private static readonly TimeSpan LongestLag = TimeSpan.FromDays(1);

    /// <summary>Checks that each event has one handler at most, and the values.</summary>
    /// <exception cref="OptionsException">One has two, or a value is out of its range.</exception>
    public static void Check(GroupOptions options, NodeOptions node, int mostMembers) =>
        OptionsProblems.ThrowFirst(Checks(options, node, mostMembers));

    /// <summary>The checks of all options.</summary>
    public static IEnumerable<Action> Checks(GroupOptions options, NodeOptions node, int mostMembers)
    {
        yield return () => KeepingALog(options, node);
        yield return () =>
            NodeOptionsCheck.Range(nameof(options.MaxMembers), options.MaxMembers ?? mostMembers, 1, mostMembers);
        yield return () => Lag(options, node.SuspicionTime);
        yield return () => Contract(options);
        yield return () => Handlers(options);
        yield return () => History(options);
    }

    private static void Lag(GroupOptions options, TimeSpan suspicionTime)
    {
        bool isLag = options.MaxLag >= suspicionTime && options.MaxLag <= LongestLag;
        if (!isLag && options.MaxLag != Timeout.InfiniteTimeSpan)
            throw new OptionsException(
                nameof(options.MaxLag),
                $"{nameof(options.MaxLag)} is {options.MaxLag:c}. It must be from {suspicionTime:c}, the node's "
                    + $"{nameof(NodeOptions.SuspicionTime)}, since a shorter pause is no failure, to {LongestLag:c} "
                    + "(days.hours:minutes:seconds), or Timeout.InfiniteTimeSpan for never."
            );
    }

    private static void Contract(GroupOptions options)
    {
        if (
            options.Contract is null
            || options.Contract.Length > LongestContract
            || options.Contract.Any(char.IsControl)
        )
            throw new OptionsException(
                nameof(options.Contract),
                $"{nameof(options.Contract)} is no text of at most {LongestContract} characters without control characters."
            );
        if (options is { SelfGoverned: true, Contract.Length: > 0 })
            throw new OptionsException(
                nameof(options.Contract),
                $"{nameof(options.Contract)} is set, but the group is {nameof(options.SelfGoverned)}: only the cluster's "
                    + "directory, which has the others, compares contracts. Leave one of the two out."
            );
    }

    private static void Handlers(GroupOptions options)
    {
        if (options is { OnView: not null, OnViewAsync: not null })
            throw Both(nameof(options.OnView), nameof(options.OnViewAsync));
        if (options is { OnMessage: not null, OnMessageAsync: not null })
            throw Both(nameof(options.OnMessage), nameof(options.OnMessageAsync));
        if (options is { ReadMessages: true, OnMessage: not null })
            throw Both(nameof(options.ReadMessages), nameof(options.OnMessage));
        if (options is { ReadMessages: true, OnMessageAsync: not null })
            throw Both(nameof(options.ReadMessages), nameof(options.OnMessageAsync));
        if (options is { ReadMessages: true, OnCall: not null })
            throw new OptionsException(
                nameof(options.OnCall),
                $"{nameof(options.ReadMessages)} and {nameof(options.OnCall)} are both set: calls would be executed before messages "
                    + "that stand before them and have not been read. Handle messages instead of reading them."
            );
    }

    private static void History(GroupOptions options)
    {
        if (options.DiffusionHistory is < 0 or > LargestHistory)
            throw new OptionsException(
                nameof(options.DiffusionHistory),
                $"{nameof(options.DiffusionHistory)} is {options.DiffusionHistory}. It must be from 0 to {LargestHistory} bytes."
            );
    }

    private static void KeepingALog(GroupOptions options, NodeOptions node)
    {
        if (options.Durability > Durability.Log)
            throw WhyNotDurable($"is {options.Durability}, and there is no such durability");
        if (options.Durability == Durability.None)
            return;
        if (node.DataFolder is null)
            throw WhyNotDurable($"is Log, and this node has no folder for one. Set {nameof(NodeOptions.DataFolder)}");
        if (options.SelfGoverned)
            throw WhyNotDurable($"is Log, and the group is {nameof(options.SelfGoverned)}. Leave one of them out");
        if (options.State is null && options.OnCall is null)
            throw WhyNotDurable(
                $"is Log, and the group has no state, so that nobody could go on from one. Set {nameof(options.State)}"
            );
        if (options.RecreateLost)
            throw WhyNotDurable(
                $"is Log, and {nameof(options.RecreateLost)} is set: such a group is not lost with its members. Leave one of them out"
            );
    }

    private static OptionsException WhyNotDurable(string why) =>
        new(nameof(GroupOptions.Durability), $"{nameof(GroupOptions.Durability)} {why}.");

    private static OptionsException Both(string first, string second) =>
        new(second, $"{first} and {second} are both set. Set one of them: each event is handled once.");
}
