namespace Cohort.Simulation.Diagrams;

/// <summary>What there is to draw: a history taken apart into lines, arrows, bars and marks. Times are those of the history.</summary>
internal sealed class Scene
{
    /// <summary>One line for each place where processes ran, by name.</summary>
    public required IReadOnlyList<Lane> Lanes { get; init; }

    public required IReadOnlyList<SceneView> Views { get; init; }

    public required IReadOnlyList<SceneMessage> Messages { get; init; }

    public required IReadOnlyList<Cut> Cuts { get; init; }

    public required TimeSpan Begin { get; init; }

    public required TimeSpan End { get; init; }

    /// <summary>The group shown.</summary>
    public required string Group { get; init; }

    /// <summary>The groups that are not shown.</summary>
    public required IReadOnlyList<string> OtherGroups { get; init; }
}

/// <summary>A place where one process after the other ran.</summary>
internal sealed class Lane(string address, int index)
{
    public string Address { get; } = address;

    public int Index { get; set; } = index;

    public string Name { get; set; } = address;

    /// <summary>When a process ran here. The last one has no end if it outlived the run.</summary>
    public List<Interval> Lives { get; } = [];

    public List<Interval> Pauses { get; } = [];

    /// <summary>What the process was in the group, one status after the other.</summary>
    public List<StatusSpan> Statuses { get; } = [];

    public List<Mark> Marks { get; } = [];
}

/// <summary>From one time to another.</summary>
internal readonly record struct Interval(TimeSpan From, TimeSpan To);

/// <summary>A status for a while.</summary>
internal readonly record struct StatusSpan(Interval Time, GroupStatus Status);

/// <summary>What a mark on a line says.</summary>
internal enum MarkKind
{
    Crash,
    Restart,
    StateLoaded,
    Expelled,
    Left,
}

/// <summary>Something that happened at one moment on one line.</summary>
internal readonly record struct Mark(TimeSpan At, MarkKind Kind, string Text);

/// <summary>A view, and where it was installed when.</summary>
internal sealed record SceneView(ViewNumber Number, string Members, IReadOnlyList<(Lane Lane, TimeSpan At)> Installed)
{
    public TimeSpan First => Installed.Min(installed => installed.At);

    public TimeSpan Last => Installed.Max(installed => installed.At);
}

/// <summary>A message from where it was sent to where it was delivered.</summary>
internal sealed class SceneMessage(Lane lane, TimeSpan at, Order order, Delivery delivery, string label)
{
    public Lane Lane { get; } = lane;

    public TimeSpan At { get; } = at;

    public Order Order { get; } = order;

    public Delivery Delivery { get; } = delivery;

    public string Label { get; } = label;

    public List<(Lane Lane, TimeSpan At)> Deliveries { get; } = [];
}

/// <summary>Links that were cut for a while: what was sent from one to the other did not arrive.</summary>
internal sealed record Cut(Interval Time, IReadOnlyList<(Lane From, Lane To)> Links);
