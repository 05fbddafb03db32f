using System.Text.RegularExpressions;

namespace Cohort.Generators.Tests.Serialization;

/// <summary>The code in the documentation is code.</summary>
public sealed partial class Documentation
{
    [Fact]
    public void Every_sample_of_docs_serialization_compiles()
    {
        string text = File.ReadAllText(Path.Combine(Root(), "docs", "serialization.md")).ReplaceLineEndings("\n");
        string[] samples = [.. Sample().Matches(text).Select(match => match.Groups[1].Value)];
        Assert.Equal(3, samples.Length);
        Assert.Empty(Compiled.Program(samples).Diagnostics);
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
