using Cohort.Serialization;

namespace Cohort.Benchmarks.Serialization;

/// <summary>An order as a shop has it: what the benchmarks of packing pack.</summary>
[Packed]
public sealed partial record Order(
    Guid Id,
    string Customer,
    int Priority,
    long Number,
    decimal Total,
    DateTimeOffset Placed,
    List<int> Articles,
    Address Address
)
{
    public static Order Sample { get; } =
        new(
            new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
            "Ada Lovelace",
            3,
            4_711_000_815,
            1234.56m,
            new DateTimeOffset(2026, 5, 1, 12, 30, 0, TimeSpan.FromHours(2)),
            [17, 4, 1815, 1852, 3, 250, 99, 100_000],
            new Address("12 St James's Square", "London", 1)
        );
}

/// <summary>A record in a record.</summary>
[Packed]
public sealed partial record Address(string Street, string City, int Country);
