namespace Cohort.Toolkit.Calls;

/// <summary>What bounds the calls of a group at one member.</summary>
/// <param name="Unanswered">The most calls of this process that may be under way at a time, at each depth of nesting.</param>
/// <param name="Running">The most calls that may be executed here at a time and have no reply yet.</param>
/// <param name="ReplySize">The largest reply, in bytes.</param>
internal readonly record struct CallLimits(int Unanswered, int Running, int ReplySize);
