namespace Cohort.Simulation.Diagrams;

/// <summary>Says in few words what was cut from what: <c>a b ∥ c d</c> for a partition, else the links.</summary>
internal static class CutText
{
    private const int MostLinks = 4;

    public static string Of(Cut cut)
    {
        HashSet<(Lane, Lane)> links = [.. cut.Links];
        Lane[] lanes =
        [
            .. cut.Links.SelectMany(link => new[] { link.From, link.To }).Distinct().OrderBy(lane => lane.Index),
        ];
        List<List<Lane>> sides = Sides(lanes, links);
        if (sides.Count > 1 && IsPartition(sides, links))
            return string.Join(" ∥ ", sides.Select(side => string.Join(' ', side.Select(lane => lane.Name))));
        string[] all =
        [
            .. cut
                .Links.Where(link => link.From.Index < link.To.Index || !links.Contains((link.To, link.From)))
                .OrderBy(link => link.From.Index)
                .Select(link =>
                    $"{link.From.Name}{(links.Contains((link.To, link.From)) ? " ↮ " : " ↛ ")}{link.To.Name}"
                ),
        ];
        return string.Join(", ", all.Take(MostLinks))
            + (all.Length > MostLinks ? $" and {all.Length - MostLinks} more" : "");
    }

    /// <summary>Groups of lanes that could still reach each other, directly or through others of the group.</summary>
    private static List<List<Lane>> Sides(Lane[] lanes, HashSet<(Lane, Lane)> links)
    {
        var sides = new List<List<Lane>>();
        foreach (Lane lane in lanes)
        {
            List<List<Lane>> joined = sides.FindAll(side => side.Exists(other => !links.Contains((lane, other))));
            sides.RemoveAll(joined.Contains);
            sides.Add([.. joined.SelectMany(side => side), lane]);
        }
        return sides;
    }

    private static bool IsPartition(List<List<Lane>> sides, HashSet<(Lane, Lane)> links) =>
        links.Count == sides.Sum(side => side.Count * sides.Where(other => other != side).Sum(other => other.Count));
}
