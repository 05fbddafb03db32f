namespace Cohort.AspNetCore.Dashboard.Observing;

/// <summary>Times as pages take them: milliseconds since 1970, with a fraction.</summary>
internal static class EpochTime
{
    /// <summary>A moment.</summary>
    public static double Of(DateTime moment) => (moment - DateTime.UnixEpoch).TotalMilliseconds;
}
