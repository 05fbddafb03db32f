using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cohort.Cli.Speed;

/// <summary>The figures, averaged over the members. The names are a contract.</summary>
/// <param name="Ok">Whether every member delivered something.</param>
/// <param name="Nodes">How many members, all of which sent.</param>
/// <param name="SizeBytes">The size of a message.</param>
/// <param name="Seconds">How long it was measured.</param>
/// <param name="Order">The order asked for.</param>
/// <param name="Delivery">The delivery asked for.</param>
/// <param name="DeliveriesPerSecond">Messages delivered per second at each member.</param>
/// <param name="MegabytesPerSecond">Their bytes, in units of 10^6.</param>
/// <param name="CpuMicrosecondsPerDelivery">Processor time of one process, kernel included, per message delivered to it;
/// sending its share of the messages is part of it.</param>
/// <param name="AllocatedBytesPerDelivery">Managed allocation of one process per message delivered to it.</param>
/// <param name="GarbageCollections">Garbage collections of all members together.</param>
internal sealed record SpeedReport(
    bool Ok,
    int Nodes,
    int SizeBytes,
    double Seconds,
    string Order,
    string Delivery,
    double DeliveriesPerSecond,
    double MegabytesPerSecond,
    double CpuMicrosecondsPerDelivery,
    double AllocatedBytesPerDelivery,
    int GarbageCollections
)
{
    /// <summary>Sums up what the members did.</summary>
    public static SpeedReport Of(SpeedRequest request, IReadOnlyList<SpeedSample> samples)
    {
        double deliveries = samples.Sum(sample => sample.Deliveries);
        double rate = samples.Average(sample => sample.Deliveries / sample.Elapsed.TotalSeconds);
        return new SpeedReport(
            samples.All(sample => sample.Deliveries > 0),
            samples.Count,
            request.Size,
            Math.Round(samples.Average(sample => sample.Elapsed.TotalSeconds), 3),
            request.Order.ToString().ToLowerInvariant(),
            request.Delivery.ToString().ToLowerInvariant(),
            Math.Round(rate, 1),
            Math.Round(rate * request.Size / 1e6, 3),
            Math.Round(samples.Sum(sample => sample.Processor.TotalMicroseconds) / Math.Max(1, deliveries), 3),
            Math.Round(samples.Sum(sample => (double)sample.Allocated) / Math.Max(1, deliveries), 1),
            samples.Sum(sample => sample.Collections)
        );
    }

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SpeedReportJson.Default.SpeedReport);

    /// <summary>For people.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Nodes} processes that all send {SizeBytes} B, {Order}/{Delivery}, for {Seconds:F1} s
              {DeliveriesPerSecond, 14:N0} messages delivered a second at each member ({MegabytesPerSecond:N1} MB/s)
              {CpuMicrosecondsPerDelivery, 14:N2} µs of processor time per delivery, in each process
              {AllocatedBytesPerDelivery, 14:N1} bytes allocated per delivery, in each process
            """
        );
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SpeedReport))]
internal sealed partial class SpeedReportJson : JsonSerializerContext;
