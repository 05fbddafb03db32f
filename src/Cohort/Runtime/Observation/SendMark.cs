using System.Diagnostics;

namespace Cohort.Runtime.Observation;

/// <summary>What is noted of a send that is followed: when it was made, and its activity where there is one. Nothing where nobody listens.</summary>
/// <param name="Since">The timestamp of the call; 0 where it is not followed.</param>
/// <param name="Activity">Ends when the message has been delivered.</param>
internal readonly record struct SendMark(long Since, Activity? Activity);
