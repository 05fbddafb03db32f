using Cohort.Cli.Bench.Members;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Groups;

/// <summary>A place in the measured group: a name and an address, and the process that has them now.</summary>
internal sealed class Seat(string name, string address)
{
    /// <summary>The member's name.</summary>
    public string Name { get; } = name;

    /// <summary>Where it listens.</summary>
    public string Address { get; } = address;

    /// <summary>Its process: the last that was started.</summary>
    public Child? Process { get; set; }

    /// <summary>What its process has seen, up to now.</summary>
    public List<SeenView> Views { get; } = [];

    /// <summary>When it last asked to join or to leave, by the clock that all processes share; null while it has
    /// not.</summary>
    public long? AskedAt { get; set; }

    /// <summary>The first view that satisfies a condition; null where none does.</summary>
    public SeenView? First(Predicate<SeenView> condition) => Views.Find(condition);
}
