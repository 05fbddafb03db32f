using System.Text.RegularExpressions;

namespace Cohort.Generators.Tests.Serialization;

/// <summary>The code in the documentation is code.</summary>
public sealed partial class Documentation
{
    [Theory]
    [InlineData("serialization.md", 3)]
    [InlineData("replicated-objects.md", 5)]
    [InlineData("collections.md", 5)]
    [InlineData("tokens.md", 2)]
    [InlineData("elections.md", 2)]
    [InlineData("barriers.md", 2)]
    public async Task Every_sample_compiles(string file, int count)
    {
        string text = File.ReadAllText(Path.Combine(Root(), "docs", file)).ReplaceLineEndings("\n");
        string[] samples = [.. Sample().Matches(text).Select(match => match.Groups[1].Value)];
        Assert.Equal(count, samples.Length);
        Compiled program = Compiled.Page(samples);
        Assert.Empty(program.Diagnostics);
        Assert.Empty(await program.WarningsAsync());
    }

    [Fact]
    public void Every_sample_of_docs_calls_compiles()
    {
        string text = File.ReadAllText(Path.Combine(Root(), "docs", "calls.md")).ReplaceLineEndings("\n");
        string[] samples = [.. Sample().Matches(text).Select(match => match.Groups[1].Value)];
        Assert.Equal(2, samples.Length);
        const string served = """
            public sealed class Pricing : IPricing
            {
                public void Quote(Quote quote) { }
                public ValueTask<decimal> Value(string book) => new(1);
                public int Count(string book, CallContext context) => 1;
                public Task Reset() => Task.CompletedTask;
            }
            """;
        string program =
            $"public static class Sample {{ public static async Task RunAsync(Node node, Member member) {{ {samples[1]} }} }}";
        Assert.Empty(Compiled.Page(samples[0] + served, program, "return 0;").Diagnostics);
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
