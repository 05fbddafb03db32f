using System.Diagnostics;
using Cohort.Runtime.Observation;

namespace Cohort.Toolkit.Calls;

/// <summary>The activity of a call, where somebody listens: until its replies are there, or nobody waits for them any more.</summary>
internal static class CallObservation
{
    public static Activity? Begin(Group? group, OutgoingCall call)
    {
        Activity? activity = Spans.Begin(Spans.Call, ActivityKind.Client);
        if (activity is null)
            return null;
        group?.Membership.Observation.Describe(activity);
        activity.SetTag(Tag.Method, call.Site.MethodName);
        return activity;
    }

    public static void EndWith(Activity activity, Task outcome) =>
        outcome.ContinueWith(
            static (task, begun) =>
            {
                if (task.Exception is { } failure)
                    Spans.Fail((Activity)begun!, failure.InnerException!.Message);
                else
                    Spans.End((Activity)begun!);
            },
            activity,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
}
