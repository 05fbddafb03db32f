namespace Cohort.Runtime;

/// <summary>
/// Checks of options that are made one after the other: whoever starts something wants the first problem as an exception, and whoever has
/// read them from a file wants all.
/// </summary>
internal static class OptionsProblems
{
    /// <summary>Makes all checks, and gives what each has found.</summary>
    public static IReadOnlyList<OptionsException> Find(IEnumerable<Action> checks)
    {
        var found = new List<OptionsException>();
        foreach (Action check in checks)
            try
            {
                check();
            }
            catch (OptionsException problem)
            {
                found.Add(problem);
            }
        return found;
    }

    /// <summary>Makes checks until one has found something.</summary>
    /// <exception cref="OptionsException">What it has found.</exception>
    public static void ThrowFirst(IEnumerable<Action> checks)
    {
        foreach (Action check in checks)
            check();
    }
}
