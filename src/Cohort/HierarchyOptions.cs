namespace Cohort;

/// <summary>What a process wants from a hierarchical group that it joins (<see cref="Node.JoinHierarchyAsync"/>). Handlers run one at
/// a time. One that throws stops the membership (<see cref="GroupFailedException"/>).</summary>
public sealed record HierarchyOptions
{
    /// <summary>Called for every message. What it keeps of the payload, it copies.</summary>
    public Action<HierarchyMessage>? OnMessage { get; init; }

    /// <summary>As <see cref="OnMessage"/>, for a handler that awaits. The token is cancelled when the membership in the leaf ends.</summary>
    public Func<HierarchyMessage, CancellationToken, ValueTask>? OnMessageAsync { get; init; }

    /// <summary>
    /// Called where messages may be missing between those before and those after, with the reason: this member was put out of its
    /// leaf and has come back or is in another, its leaf was without any representative for so long that the others could not keep
    /// what it lacks, or all representatives of all leaves died at once.
    /// </summary>
    public Action<string>? OnGap { get; init; }

    /// <summary>The most members of a leaf; the same at all members. A message is acknowledged by all of a leaf, so that small
    /// leaves are fast, and large ones seldom die whole. From 1 to <see cref="NodeOptions.MaxMembers"/>; default 16. Of each leaf two
    /// are in the parent, which may have as many members as any group: 32 leaves by default.</summary>
    public int LeafSize { get; init; } = 16;

    /// <summary>
    /// What the members' applications call what they have in common, as <see cref="GroupOptions.Contract"/>. At most 80 characters;
    /// default empty.
    /// </summary>
    public string Contract { get; init; } = "";
}
