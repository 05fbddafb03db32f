namespace Cohort.Cli.Bench;

/// <summary>What is measured.</summary>
internal enum BenchMode
{
    /// <summary>How many messages a second are delivered while senders never pause, and what each costs.</summary>
    Throughput,

    /// <summary>How long a message takes while only one is under way.</summary>
    Latency,

    /// <summary>How long a group takes to go on without a member, or with one more.</summary>
    ViewChange,

    /// <summary>What a group keeps of its latency beside large messages, and of its throughput beside a slow
    /// member.</summary>
    Fairness,

    /// <summary>Throughput and latency under more and more clients that wait for their answers.</summary>
    Overload,

    /// <summary>What hundreds of groups cost while nothing happens in them, and how fast all go on when a process
    /// dies.</summary>
    Groups,

    /// <summary>Throughput and latency over members and sizes.</summary>
    Growth,
}

/// <summary>The modes in the words of the command line.</summary>
internal static class BenchModeWords
{
    /// <summary>The word for a mode.</summary>
    public static string Word(this BenchMode mode) =>
        mode == BenchMode.ViewChange ? "view-change" : mode.ToString().ToLowerInvariant();

    extension(BenchMode mode)
    {
        /// <summary>Whether bare sockets do something like it, and whether there are curves of it.</summary>
        public bool HasFloor => mode is BenchMode.Throughput or BenchMode.Latency or BenchMode.Growth;
    }

    /// <summary>All the words, for people.</summary>
    public static string All { get; } =
        string.Join(", ", Enum.GetValues<BenchMode>()[..^1].Select(Word))
        + $" and {Enum.GetValues<BenchMode>()[^1].Word()}";

    /// <summary>The mode that a word names; null where it names none.</summary>
    public static BenchMode? Find(string word)
    {
        foreach (BenchMode mode in Enum.GetValues<BenchMode>())
            if (mode.Word() == word)
                return mode;
        return null;
    }
}
