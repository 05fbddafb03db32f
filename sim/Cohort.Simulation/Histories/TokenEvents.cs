namespace Cohort.Simulation.Histories;

/// <summary>A client that has the token asks for it to be given to a member, and has it no more.</summary>
/// <param name="Claim">The claim by which it has it.</param>
/// <param name="To">The member.</param>
public sealed record TokenPassed(TimeSpan At, ProcessId Process, string Group, ulong Claim, MemberId To)
    : ToolEvent(At, Process, Group);

/// <summary>A replica has the token at a place: it was moved there, or a view has been installed since.</summary>
/// <param name="Formation">The formation of the group.</param>
/// <param name="Member">The member that has it.</param>
/// <param name="Number">The number of its last passing.</param>
public sealed record TokenPlaced(
    TimeSpan At,
    ProcessId Process,
    string Group,
    GroupId Formation,
    MemberId Member,
    ulong Number
) : ToolEvent(At, Process, Group);
