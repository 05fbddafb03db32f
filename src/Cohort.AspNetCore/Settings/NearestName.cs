namespace Cohort.AspNetCore.Settings;

/// <summary>Finds what somebody meant who has mistyped a name (Levenshtein, Soviet Physics Doklady 1966).</summary>
internal static class NearestName
{
    // So many letters in common are hardly an accident.
    private const int Telling = 4;

    /// <summary>The nearest of the names, where one is near enough; null where none is.</summary>
    public static string? Of(string typed, IEnumerable<string> names) =>
        names
            .Select(name => (Name: name, Distance: Distance(typed, name)))
            .Where(each => each.Distance <= Math.Max(2, each.Name.Length / 3) || IsPartOf(typed, each.Name))
            .OrderBy(each => each.Distance)
            .Select(each => each.Name)
            .FirstOrDefault();

    private static bool IsPartOf(string typed, string name) =>
        typed.Length >= Telling
        && (
            name.Contains(typed, StringComparison.OrdinalIgnoreCase)
            || typed.Contains(name, StringComparison.OrdinalIgnoreCase)
            || name.StartsWith(typed[..Telling], StringComparison.OrdinalIgnoreCase)
        );

    private static int Distance(string left, string right)
    {
        int[] above = [.. Enumerable.Range(0, right.Length + 1)];
        for (int row = 1; row <= left.Length; row++)
        {
            var current = new int[right.Length + 1];
            current[0] = row;
            for (int column = 1; column <= right.Length; column++)
            {
                bool isSame = char.ToUpperInvariant(left[row - 1]) == char.ToUpperInvariant(right[column - 1]);
                current[column] = Math.Min(
                    Math.Min(above[column], current[column - 1]) + 1,
                    above[column - 1] + (isSame ? 0 : 1)
                );
            }
            above = current;
        }
        return above[right.Length];
    }
}
