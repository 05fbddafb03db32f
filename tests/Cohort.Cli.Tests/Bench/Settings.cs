using Cohort.Cli.Bench;
using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Tests.Bench;

/// <summary>Settings and points for tests.</summary>
internal static class Settings
{
    public static Setting Throughput(int members = 3, int size = 64) =>
        new()
        {
            Mode = BenchMode.Throughput,
            Members = members,
            Senders = members,
            Side = Age.Youngest,
            Size = size,
            Order = Order.Total,
            Delivery = Delivery.Stable,
            Outstanding = 1024,
        };

    /// <summary>A point that has measured one figure, in as many repetitions as there are values.</summary>
    public static BenchPoint Measured(this Setting setting, Figure figure, params double[] values) =>
        new(setting, [.. values.Select(value => new Figures { [figure] = value })]);
}
