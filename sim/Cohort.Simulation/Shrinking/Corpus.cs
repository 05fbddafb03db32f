using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Shrinking;

/// <summary>A folder of scenarios that once failed. Each must hold for ever after.</summary>
public static class Corpus
{
    /// <summary>All scenarios of a folder with the names of their files, in order of name.</summary>
    public static IEnumerable<(string Name, ScenarioFile File)> Read(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.json")
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), ScenarioFile.Read(path)));

    /// <summary>Keeps a scenario, under a name that says what it broke and where it came from, and returns the path.</summary>
    public static string Keep(string folder, ScenarioFile found)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{found.Property.ToLowerInvariant()}-{found.Scenario.Seed}.json");
        found.Write(path);
        return path;
    }
}
