using System.Diagnostics;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort;

/// <summary>Nobody can say here what an update came to: it was made once or not at all, or its result is lost. Making it again may
/// make it twice.</summary>
public sealed class UpdateOutcomeUnknownException : CohortException
{
    internal UpdateOutcomeUnknownException(string group, UpdateFailure failure)
        : base(Text(group, failure))
    {
        (Group, Failure) = (group, failure);
        WasMade = failure == UpdateFailure.AnswerLost;
    }

    internal UpdateOutcomeUnknownException(CallOutcomeUnknownException cause)
        : base(cause.Message, cause) => Group = cause.Group;

    /// <summary>The name of the group.</summary>
    public string Group { get; }

    /// <summary>Whether it was certainly made, and only its result is lost.</summary>
    public bool WasMade { get; }

    internal UpdateFailure Failure { get; }

    private static string Text(string group, UpdateFailure failure) =>
        failure switch
        {
            UpdateFailure.Ended =>
                $"The membership in group '{group}' ended before an update was answered. It was made once, or not at all.",
            UpdateFailure.Forgotten =>
                $"Group '{group}' has begun anew, or has forgotten this process, before an update was answered. It was made once, or "
                    + "not at all.",
            UpdateFailure.AnswerLost =>
                $"An update of group '{group}' was made while this process was out of the group, and its result was too large to be "
                    + "kept.",
            _ => throw new UnreachableException(),
        };
}
