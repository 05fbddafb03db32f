using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Bench.Report;

/// <summary>What several processes have done, as figures.</summary>
internal static class Work
{
    /// <summary>Rates and costs.</summary>
    /// <param name="samples">Of every process one, over the same time.</param>
    /// <param name="size">The size of a message in bytes.</param>
    public static Figures Of(IReadOnlyList<MemberSample> samples, int size)
    {
        double rate = Rate(samples);
        return new Figures
        {
            [Figure.MessagesPerSecond] = rate,
            [Figure.MegabytesPerSecond] = rate * size / 1e6,
            [Figure.AllocatedBytesPerMessage] = PerDelivery(samples, sample => sample.Allocated),
            [Figure.CpuSecondsPerMillion] = CpuSecondsPerMillion(samples),
            [Figure.GarbageCollections] = samples.Sum(sample => sample.Collections),
            [Figure.PeakMemoryMegabytes] = samples.Max(sample => sample.PeakMemory) / 1e6,
        };
    }

    /// <summary>Messages delivered a second at each process: the mean.</summary>
    public static double Rate(IReadOnlyList<MemberSample> samples) =>
        samples.Average(sample => sample.Deliveries / sample.Elapsed.TotalSeconds);

    /// <summary>Processor time of all processes for a million deliveries at any of them; null where nothing was
    /// delivered.</summary>
    public static double? CpuSecondsPerMillion(IReadOnlyList<MemberSample> samples) =>
        PerDelivery(samples, sample => sample.Processor.TotalSeconds * 1e6);

    /// <summary>The bytes that all processes together write for a message, each as often as somebody is sent it, and how
    /// often they write for that; nothing where nothing was delivered.</summary>
    public static Figures OfSockets(IReadOnlyList<SocketUse> uses)
    {
        double messages = uses.Average(use => use.Deliveries);
        return messages > 0
            ? new Figures
            {
                [Figure.BytesPerMessage] = uses.Sum(use => use.Bytes) / messages,
                [Figure.WritesPerMessage] = uses.Sum(use => use.Writes) / messages,
            }
            : new Figures();
    }

    private static double? PerDelivery(IReadOnlyList<MemberSample> samples, Func<MemberSample, double> cost)
    {
        double deliveries = samples.Sum(sample => sample.Deliveries);
        return deliveries > 0 ? samples.Sum(cost) / deliveries : null;
    }
}
