namespace Cohort.Protocol.Views;

/// <summary>A member's answer to a wedge: its frozen row, how much of each stream it does not keep any more, and what it
/// accepted last.</summary>
internal sealed record Answer(ulong[] Row, ulong[] Freed, Ballot AcceptedBallot, Proposal? Accepted);
