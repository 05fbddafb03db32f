using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Shrinking;

namespace Cohort.Simulation.Tests.Scenarios;

public sealed class ScenarioFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cohort-scenarios-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_kept_is_read_back_as_it_was()
    {
        ScenarioFile file = Some();
        Corpus.Keep(_folder.FullName, file);

        (string name, ScenarioFile read) = Assert.Single(Corpus.Read(_folder.FullName));

        Assert.Equal("o3-11.json", name);
        Assert.Equal(file.Text, read.Text);
        Assert.Equal(file.Scenario.Faults.AsEnumerable(), read.Scenario.Faults);
        Assert.Equal(file.Scenario.Groups.AsEnumerable(), read.Scenario.Groups);
        Assert.Equal(file.Scenario with { Faults = [], Groups = [] }, read.Scenario with { Faults = [], Groups = [] });
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("GET / HTTP/1.1")]
    public void A_file_that_holds_no_scenario_is_refused_with_its_name(string text)
    {
        string path = Path.Combine(_folder.FullName, "other.json");
        File.WriteAllText(path, text);

        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => ScenarioFile.Read(path));

        Assert.Contains(path, refused.Message);
    }

    [Fact]
    public void A_version_that_this_simulator_does_not_know_is_refused()
    {
        string path = Path.Combine(_folder.FullName, "newer.json");
        ScenarioFile file = Some();
        (file with { Scenario = file.Scenario with { Version = 2 } }).Write(path);

        Assert.Contains("version 2", Assert.Throws<InvalidDataException>(() => ScenarioFile.Read(path)).Message);
    }

    private static ScenarioFile Some() =>
        new()
        {
            Property = "O3",
            Text = "two orders",
            Scenario = ScenarioPlanner.Plan(11, new ScenarioBounds()),
        };
}
