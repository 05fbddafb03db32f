namespace Cohort.Protocol;

/// <summary>What an operator decides of a group whose last members are gone for good: from which log it goes on, though others had gone on
/// without it.</summary>
/// <param name="Lost">The formation that is lost.</param>
/// <param name="Last">Its last view, as the directory has it and the operator was shown.</param>
/// <param name="Address">The address of the node that has the log.</param>
/// <param name="Formation">The formation of the view that the log ends in.</param>
/// <param name="View">That view.</param>
public sealed record LogChoice(GroupId Lost, ViewNumber Last, string Address, GroupId Formation, ViewNumber View);
