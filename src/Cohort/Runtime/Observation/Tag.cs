using System.Collections.Immutable;

namespace Cohort.Runtime.Observation;

/// <summary>The names of the tags of measurements and activities.</summary>
internal static class Tag
{
    public const string Cluster = "cohort.cluster";
    public const string Node = "cohort.node";
    public const string Group = "cohort.group";
    public const string Member = "cohort.member";
    public const string Order = "cohort.order";
    public const string Delivery = "cohort.delivery";
    public const string Status = "cohort.status";
    public const string View = "cohort.view";
    public const string Message = "cohort.message";
    public const string Sender = "cohort.sender";
    public const string Bytes = "cohort.bytes";
    public const string Object = "cohort.object";
    public const string Method = "cohort.method";
    public const string Call = "cohort.call";

    private static readonly ImmutableArray<string> s_orders = ["fifo", "causal", "total"];
    private static readonly ImmutableArray<string> s_deliveries = ["received", "stable", "durable"];

    /// <summary>How an order is called in a tag.</summary>
    public static string Of(Order order) => s_orders[(int)order];

    /// <summary>How a delivery is called in a tag.</summary>
    public static string Of(Delivery delivery) => s_deliveries[(int)delivery];

    /// <summary>How a status is called in a tag.</summary>
    public static string Of(GroupStatus status) =>
        status switch
        {
            GroupStatus.Joining => "joining",
            GroupStatus.Active => "active",
            GroupStatus.Changing => "changing",
            GroupStatus.Blocked => "blocked",
            GroupStatus.Expelled => "expelled",
            GroupStatus.Left => "left",
            GroupStatus.Lost => "lost",
            GroupStatus.Failed => "failed",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "There is no such status."),
        };
}
