namespace Cohort.Cli.Bench.Report;

/// <summary>Latencies, as figures.</summary>
internal static class Latencies
{
    /// <summary>Those of a group.</summary>
    /// <param name="own">How long each message took to the sender itself, in microseconds, in the order of
    /// delivery.</param>
    /// <param name="others">The same for each other member. One that was asked a moment earlier may lack the last
    /// message.</param>
    public static Figures Of(double[] own, double[][] others)
    {
        int messages = others.Min(other => other.Length);
        double[] last = [.. Enumerable.Range(0, messages).Select(message => others.Max(other => other[message]))];
        double[] sorted = [.. own.Order()];
        Array.Sort(last);
        return new Figures
        {
            [Figure.LatencyP50Us] = Statistics.Percentile(sorted, 0.5),
            [Figure.LatencyP99Us] = Statistics.Percentile(sorted, 0.99),
            [Figure.LatencyP999Us] = Statistics.Percentile(sorted, 0.999),
            [Figure.LastOtherP50Us] = Statistics.Percentile(last, 0.5),
            [Figure.LastOtherP99Us] = Statistics.Percentile(last, 0.99),
            [Figure.LastOtherP999Us] = Statistics.Percentile(last, 0.999),
        };
    }

    /// <summary>Those of one sender, without and with large messages beside its own, in microseconds.</summary>
    public static Figures BesideBulk(double[] quiet, double[] beside)
    {
        Figures figures = OfClients(quiet);
        double[] sorted = [.. beside.Order()];
        figures[Figure.BesideP50Us] = Statistics.Percentile(sorted, 0.5);
        figures[Figure.BesideP99Us] = Statistics.Percentile(sorted, 0.99);
        figures[Figure.BesideP999Us] = Statistics.Percentile(sorted, 0.999);
        figures.Divide(Figure.BesideRatioP99, Figure.BesideP99Us, Figure.LatencyP99Us);
        return figures;
    }

    /// <summary>Those of senders that wait for their own messages, in microseconds and in any order.</summary>
    public static Figures OfClients(double[] latencies)
    {
        double[] sorted = [.. latencies.Order()];
        return new Figures
        {
            [Figure.LatencyP50Us] = Statistics.Percentile(sorted, 0.5),
            [Figure.LatencyP99Us] = Statistics.Percentile(sorted, 0.99),
            [Figure.LatencyP999Us] = Statistics.Percentile(sorted, 0.999),
        };
    }

    /// <summary>Those of raw round trips, in microseconds.</summary>
    public static Figures OfRoundTrips(double[] roundTrips)
    {
        double[] sorted = [.. roundTrips.Order()];
        return new Figures
        {
            [Figure.FloorRoundTripP50Us] = Statistics.Percentile(sorted, 0.5),
            [Figure.FloorRoundTripP99Us] = Statistics.Percentile(sorted, 0.99),
            [Figure.FloorRoundTripP999Us] = Statistics.Percentile(sorted, 0.999),
        };
    }
}
