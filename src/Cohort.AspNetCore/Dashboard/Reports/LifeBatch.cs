namespace Cohort.AspNetCore.Dashboard.Reports;

/// <summary>What a node has seen of the lives of messages of a group.</summary>
/// <param name="Group">The group.</param>
/// <param name="OneOf">A message of so many is told of, on average.</param>
/// <param name="Omitted">How many more there were room for none in this report.</param>
/// <param name="Sends">Own messages, from the call that sends to the delivery at the sender.</param>
/// <param name="Deliveries">Messages that were given to the application.</param>
internal sealed record LifeBatch(
    string Group,
    double OneOf,
    int Omitted,
    IReadOnlyList<SendLife> Sends,
    IReadOnlyList<DeliveryMoment> Deliveries
);

/// <summary>The life of a message at its sender. Times are milliseconds of the Unix epoch; null where that was not seen.</summary>
/// <param name="Message">What it is called in its group; null where it was not seen delivered.</param>
/// <param name="SentAt">The call.</param>
/// <param name="AcceptedAt">It has its place in the stream of its sender.</param>
/// <param name="OrderedAt">It has its place in the order.</param>
/// <param name="StableAt">Every member has it.</param>
/// <param name="DeliveredAt">It was delivered at the sender.</param>
/// <param name="Order">The order that was asked for.</param>
/// <param name="Delivery">The delivery that was asked for.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Failure">What went wrong; null where nothing did.</param>
internal sealed record SendLife(
    string? Message,
    double SentAt,
    double? AcceptedAt,
    double? OrderedAt,
    double? StableAt,
    double? DeliveredAt,
    string Order,
    string Delivery,
    int Bytes,
    string? Failure
);

/// <summary>A message is given to the application of a member.</summary>
/// <param name="Message">What it is called in its group.</param>
/// <param name="Sender">The node that has sent it.</param>
/// <param name="At">When.</param>
/// <param name="HandledMilliseconds">How long its handler took.</param>
internal sealed record DeliveryMoment(string Message, string Sender, double At, double HandledMilliseconds);
