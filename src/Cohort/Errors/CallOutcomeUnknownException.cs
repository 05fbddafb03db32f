namespace Cohort;

/// <summary>
/// The call was executed once, or not at all, and nobody can tell any more which. A client: the group has forgotten its session,
/// because many others were used since or because the group has begun anew, or the client was disposed. A member: it was put out of
/// the group, or left it, while the call was under way.
/// </summary>
public sealed class CallOutcomeUnknownException : CallException
{
    internal CallOutcomeUnknownException(string group, string why)
        : base(
            group,
            $"Whether group '{group}' has executed the call is not known: {why}. Ask the group what has become of it before you "
                + "call again."
        ) { }
}
