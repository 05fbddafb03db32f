namespace Cohort.Samples.Barriers;

/// <summary>The game of life, on a small world that has no edge: rows of living (#) and dead cells.</summary>
internal static class World
{
    /// <summary>How many rows there are, of as many cells.</summary>
    public const int Size = 16;

    /// <summary>As it begins: five cells, which live for long.</summary>
    public static string[] First { get; } =
    [
        .. Enumerable
            .Range(0, Size)
            .Select(row =>
                row switch
                {
                    6 => "........##......",
                    7 => ".......##.......",
                    8 => "........#.......",
                    _ => "................",
                }
            ),
    ];

    /// <summary>A row as it is a generation later.</summary>
    public static string Next(string[] world, int row) =>
        string.Concat(Enumerable.Range(0, Size).Select(column => Lives(world, row, column) ? '#' : '.'));

    private static bool Lives(string[] world, int row, int column)
    {
        int neighbours = 0;
        for (int down = -1; down <= 1; down++)
        for (int right = -1; right <= 1; right++)
            if ((down, right) != (0, 0) && IsAlive(world, row + down, column + right))
                neighbours++;
        return neighbours == 3 || (neighbours == 2 && IsAlive(world, row, column));
    }

    private static bool IsAlive(string[] world, int row, int column) =>
        world[(row + Size) % Size][(column + Size) % Size] == '#';
}
