using System.Reflection;

namespace Cohort.Cli.Tests.Architecture;

/// <summary>Rule 1 of ARCHITECTURE.md, over what the compiler made: dependencies point one way.</summary>
public sealed class Directions
{
    [Theory]
    [InlineData("Cohort.Protocol")]
    [InlineData("Cohort", "Cohort.Protocol")]
    [InlineData("Cohort.Toolkit", "Cohort", "Cohort.Protocol")]
    [InlineData("Cohort.AspNetCore", "Cohort.Toolkit", "Cohort", "Cohort.Protocol")]
    [InlineData("Cohort.Simulation", "Cohort.Toolkit", "Cohort", "Cohort.Protocol")]
    [InlineData("Cohort.Server", "Cohort.AspNetCore", "Cohort.Toolkit", "Cohort", "Cohort.Protocol")]
    [InlineData("Cohort.Cli", "Cohort.Server", "Cohort.Toolkit", "Cohort", "Cohort.Protocol", "Cohort.Simulation")]
    public void An_assembly_references_only_those_below_it(string assembly, params string[] below)
    {
        IEnumerable<string> references = Assembly
            .Load(assembly)
            .GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => name.StartsWith("Cohort", StringComparison.Ordinal));

        Assert.Empty(references.Except(below));
    }
}
