using System.Text.RegularExpressions;

namespace Cohort.Generators.Tests.Serialization;

/// <summary>The code in the documentation is code.</summary>
public sealed partial class Documentation
{
    [Theory]
    [InlineData("serialization.md", 3)]
    [InlineData("replicated-objects.md", 5)]
    [InlineData("collections.md", 5)]
    public async Task Every_sample_compiles(string file, int count)
    {
        string text = File.ReadAllText(Path.Combine(Root(), "docs", file)).ReplaceLineEndings("\n");
        string[] samples = [.. Sample().Matches(text).Select(match => match.Groups[1].Value)];
        Assert.Equal(count, samples.Length);
        Compiled program = Compiled.Program(samples);
        Assert.Empty(program.Diagnostics);
        Assert.Empty(await program.WarningsAsync());
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sample();

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cohort.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("The tests must run from a folder of the repository.");
    }
}
