using System.Text.Json.Serialization;
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

    /// <summary>What the group has to bear beside its own work; null for nothing.</summary>
    public Neighbour? Beside { get; init; }

    /// <summary>The size of the large messages of the group beside, in bytes.</summary>
    public int BulkBytes { get; init; }

    /// <summary>How long a slow handler takes for a message.</summary>
    public TimeSpan Slow { get; init; }

    /// <summary>What it does with that time.</summary>
    public Slowness SlowBy { get; init; }

    /// <summary>How many idle groups of three the processes have beside the measured one.</summary>
    public int Groups { get; init; }

    /// <summary>Where the members' folders are made, where they have any; null: where temporary files are.</summary>
    public string? Data { get; init; }

    /// <summary>Whether the group keeps a log.</summary>
    [JsonIgnore]
    public bool IsDurable => Delivery == Delivery.Durable;

    /// <summary>The setting in a few words.</summary>
    public override string ToString()
    {
        if (Mode == BenchMode.Groups)
            return $"{Mode.Word()}, {Members} processes, {Groups} groups of {Bench.Members.ManyGroups.MembersOfEach}";
        string group = $"{Mode.Word()}, {Members} members, {ByteCount.Show(Size)}";
        if (Mode == BenchMode.Overload)
            return $"{group}, {Outstanding} clients each";
        return Event is not null ? $"{group}, {Meanwhile}" : $"{group}, {Senders} of them send{Neighbourhood}";
    }

    private string Neighbourhood =>
        Beside switch
        {
            Neighbour.Bulk => $" beside {ByteCount.Show(BulkBytes)}",
            Neighbour.Slow =>
                $" beside a handler that is {SlowBy.ToString().ToLowerInvariant()} for {Slow.TotalMilliseconds} ms",
            _ => "",
        };

    private string Meanwhile =>
        $"{Event}".ToLowerInvariant()
        + (Load == Load.None ? ", without load" : $", {Outstanding} clients each")
        + (StateBytes == 0 ? "" : $", a state of {ByteCount.Show(StateBytes)}");
}
