using Cohort.Toolkit.Calls;

namespace Cohort;

/// <summary>
/// A method that is being called would have made another call, the last of a chain of calls that is longer than any should be: most
/// likely they go round in a circle. The call was not sent.
/// </summary>
public sealed class CallTooDeepException : CohortException
{
    internal CallTooDeepException(CallChain chain, string call)
        : base(
            $"The call was not sent: it would lie too deep in others, which are {chain.Depth} levels already. {CallChain.MostDeep} are "
                + $"the most, and a call of all members that is made in another counts as {CallChain.LevelsForAll}. Do they go round "
                + $"in a circle? {chain} → {call}"
        ) => Chain = $"{chain} → {call}";

    /// <summary>The calls, the outermost first, with arrows between them.</summary>
    public string Chain { get; }
}
