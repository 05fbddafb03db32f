namespace Cohort.Cli.Nodes;

/// <summary>What <c>cohort node</c> was asked to do.</summary>
internal sealed record NodeRequest
{
    /// <summary>How to start the node.</summary>
    public required NodeOptions Options { get; init; }

    /// <summary>The group to join.</summary>
    public required string Group { get; init; }

    /// <summary>The order to ask for.</summary>
    public required Order Order { get; init; }

    /// <summary>The delivery to ask for.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>Whether the group keeps a log.</summary>
    public required bool IsDurable { get; init; }

    /// <summary>How many members that hold the state a view must have before the first line is sent.</summary>
    public required int WaitMembers { get; init; }

    /// <summary>Whether to stay a member after the last line.</summary>
    public required bool Linger { get; init; }

    /// <summary>Where to write what happens, for the property checkers; null for nowhere.</summary>
    public required FileInfo? History { get; init; }
}
