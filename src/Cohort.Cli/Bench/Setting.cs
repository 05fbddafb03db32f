using Cohort.Cli.Output;

namespace Cohort.Cli.Bench;

/// <summary>One combination of what can be chosen: each is measured for itself.</summary>
internal sealed record Setting
{
    /// <summary>What is measured.</summary>
    public required BenchMode Mode { get; init; }

    /// <summary>How many processes.</summary>
    public required int Members { get; init; }

    /// <summary>How many of them send.</summary>
    public required int Senders { get; init; }

    /// <summary>Which of them send, or are taken out.</summary>
    public required Age Side { get; init; }

    /// <summary>The size of a message in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>The order asked for.</summary>
    public required Order Order { get; init; }

    /// <summary>The delivery asked for.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>How many sends a sender has under way at most.</summary>
    public required int Outstanding { get; init; }

    /// <summary>What makes the view change; null where nothing does.</summary>
    public MembershipEvent? Event { get; init; }

    /// <summary>What clients do while the view changes.</summary>
    public Load Load { get; init; }

    /// <summary>The size of the state that a joiner is given, in bytes; 0 for none.</summary>
    public int StateBytes { get; init; }

    /// <summary>The setting in a few words.</summary>
    public override string ToString()
    {
        string group = $"{Mode.Word()}, {Members} members, {ByteCount.Show(Size)}";
        return Event is null ? $"{group}, {Senders} of them send" : $"{group}, {Meanwhile}";
    }

    private string Meanwhile =>
        $"{Event}".ToLowerInvariant()
        + (Load == Load.None ? ", without load" : $", {Outstanding} clients each")
        + (StateBytes == 0 ? "" : $", a state of {ByteCount.Show(StateBytes)}");
}
