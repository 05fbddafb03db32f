namespace Cohort.Protocol.Views;

/// <summary>A member's answer to a wedge: its frozen row, and what it accepted last.</summary>
internal sealed record Answer(ulong[] Row, Ballot AcceptedBallot, Proposal? Accepted);
