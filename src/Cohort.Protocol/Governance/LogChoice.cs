namespace Cohort.Protocol;

/// <summary>What an operator decides of a group whose last members are gone for good: from which log it goes on, though others had gone on
/// without it.</summary>
/// <param name="Lost">The formation that is lost.</param>
/// <param name="Last">Its last view, as the directory has it and the operator was shown.</param>
/// <param name="Address">The address of the node that has the log; empty where there is nothing to go on from.</param>
/// <param name="Formation">The formation of the view that the log ends in.</param>
/// <param name="View">That view.</param>
public sealed record LogChoice(GroupId Lost, ViewNumber Last, string Address, GroupId Formation, ViewNumber View)
{
    /// <summary>Whether it is given up: the directory forgets the group, and whoever joins it creates it anew.</summary>
    public bool IsNothing => Address.Length == 0;

    /// <summary>Gives it up.</summary>
    /// <param name="lost">The formation that is lost.</param>
    /// <param name="last">Its last view, as the directory has it and the operator was shown.</param>
    public static LogChoice Nothing(GroupId lost, ViewNumber last) => new(lost, last, "", default, default);
}
