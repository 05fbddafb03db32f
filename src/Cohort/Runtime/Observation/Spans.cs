using System.Diagnostics;

namespace Cohort.Runtime.Observation;

/// <summary>The activities, and the events in the life of a message.</summary>
internal static class Spans
{
    public const string Send = "cohort.send";
    public const string Handle = "cohort.handle";
    public const string Join = "cohort.join";
    public const string ViewChange = "cohort.view_change";
    public const string SaveState = "cohort.state.save";
    public const string LoadState = "cohort.state.load";
    public const string Update = "cohort.update";
    public const string Call = "cohort.call";

    public const string Accepted = "accepted";
    public const string Ordered = "ordered";
    public const string Stable = "stable";
    public const string Delivered = "delivered";

    /// <summary>
    /// Begins an activity that ends elsewhere: it is not the current one of whoever goes on from here. Null where nobody listens.
    /// </summary>
    public static Activity? Begin(string name, ActivityKind kind = ActivityKind.Internal)
    {
        if (!Instruments.Activities.HasListeners())
            return null;
        Activity? current = Activity.Current;
        Activity? begun = Instruments.Activities.StartActivity(name, kind);
        if (begun is not null)
            Activity.Current = current;
        return begun;
    }

    /// <summary>Ends one that was begun elsewhere: what is the current one here stays so.</summary>
    public static void End(Activity activity)
    {
        Activity? current = Activity.Current;
        activity.Dispose();
        Activity.Current = current;
    }

    /// <summary>Ends one with what went wrong.</summary>
    public static void Fail(Activity activity, string reason)
    {
        activity.SetStatus(ActivityStatusCode.Error, reason);
        End(activity);
    }
}
