using System.Text.RegularExpressions;
using Cohort.Simulation.Checkers;

namespace Cohort.Simulation.Tests.Checkers;

/// <summary>spec/properties.md names what there is: every checker by its property, and tests that exist.</summary>
public sealed partial class PropertiesPageTests
{
    private static readonly DirectoryInfo _root = Root();
    private static readonly string _page = File.ReadAllText(Path.Combine(_root.FullName, "spec", "properties.md"));

    [Fact]
    public void Every_checker_stands_on_the_page_beside_its_property()
    {
        Dictionary<string, string> listed = TableRow()
            .Matches(_page)
            .ToDictionary(row => row.Groups["id"].Value, row => row.Groups["checker"].Value);
        Assert.Equal(
            PropertyCheckers.All.Select(checker => (checker.Property, checker.GetType().Name)),
            listed.Select(row => (row.Key, row.Value))
        );
    }

    [Fact]
    public void Every_property_that_the_page_states_has_a_checker()
    {
        IEnumerable<string> stated = Statement().Matches(_page).Select(statement => statement.Groups["id"].Value);
        Assert.Equal(PropertyCheckers.All.Select(checker => checker.Property).Order(), stated.Order());
    }

    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        HashSet<string> files =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(_root.FullName, "tests"), "*.cs", SearchOption.AllDirectories)
                .Select(file => Path.GetFileNameWithoutExtension(file)),
        ];
        IEnumerable<string> named = TableRow()
            .Matches(_page)
            .SelectMany(row => Name().Matches(row.Groups["tests"].Value))
            .Select(name => name.Groups["name"].Value);
        Assert.All(named.Distinct(), name => Assert.Contains(name, files));
    }

    private static DirectoryInfo Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cohort.slnx")))
            folder = folder.Parent;
        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    [GeneratedRegex(@"^\| (?<id>[A-Z]\d) \| `(?<checker>\w+)` \|(?<tests>.*)$", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^\| \*\*(?<id>[A-Z]\d)\*\* \|", RegexOptions.Multiline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"`(?<name>\w+)`")]
    private static partial Regex Name();
}
