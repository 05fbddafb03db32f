using Cohort.Serialization;

namespace Cohort.Toolkit.Calls;

/// <summary>What serves a contract at this member.</summary>
internal abstract class CallTarget
{
    /// <summary>What the members have to have in common.</summary>
    public abstract string Contract { get; }

    /// <summary>Executes a call in its place in the order, up to where it awaits something; its reply may come later.</summary>
    /// <param name="call">The call; it is to be replied to once.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>False where there is no such method.</returns>
    /// <exception cref="PackException">The arguments are none of that method.</exception>
    public abstract bool Call(RunningCall call, ref PackReader arguments);

    /// <summary>The membership in which calls are being executed is over: nobody waits for their replies. Another may follow.</summary>
    public abstract void End();
}
