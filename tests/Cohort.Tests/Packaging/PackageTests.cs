namespace Cohort.Tests.Packaging;

/// <summary>The packages, made and used as a user would: from a feed in a folder, by a project of its own.</summary>
public sealed class PackageTests : IDisposable
{
    private const string Program = """
        using System.Text;
        using Cohort;

        string[] seeds = args;
        var heard = new List<string>();
        var all = new TaskCompletionSource();
        var nodes = new List<Node>();
        foreach (string seed in seeds)
            nodes.Add(await Node.StartAsync(new NodeOptions { Cluster = "shop", Listen = seed, Seeds = seeds }));
        Group[] prices = await Task.WhenAll(
            nodes.Select((node, number) =>
                node.JoinAsync(
                    "prices",
                    new GroupOptions
                    {
                        OnMessage = message =>
                        {
                            if (number != 0)
                                return;
                            heard.Add(Encoding.UTF8.GetString(message.Payload.Span));
                            if (heard.Count == seeds.Length)
                                all.SetResult();
                        },
                    }
                )
            )
        );
        for (int number = 0; number < prices.Length; number++)
            await prices[number].SendAsync(Encoding.UTF8.GetBytes($"price {number}"));
        await all.Task;
        foreach (Node node in nodes)
            await node.DisposeAsync();
        heard.Sort(StringComparer.Ordinal);
        Console.WriteLine(string.Join(", ", heard));
        """;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <UseAppHost>false</UseAppHost>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Cohort" Version="*-*" />
          </ItemGroup>
        </Project>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("cohort-packages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_project_of_its_own_restores_the_packages_from_a_folder_and_runs()
    {
        string feed = Path.Combine(_folder, "feed");
        foreach (string project in new[] { "Cohort.Protocol", "Cohort" })
            await DotNet.RunAsync(
                Repository(),
                packages: null,
                "pack",
                Path.Combine("src", project, $"{project}.csproj"),
                "--output",
                feed,
                $"-p:ArtifactsPath={Path.Combine(_folder, "artifacts")}",
                "-p:UseSharedCompilation=false"
            );
        Assert.Equal(2, Directory.GetFiles(feed, "*.nupkg").Length);

        string consumer = Directory.CreateDirectory(Path.Combine(_folder, "consumer")).FullName;
        await File.WriteAllTextAsync(Path.Combine(consumer, "consumer.csproj"), Project);
        await File.WriteAllTextAsync(Path.Combine(consumer, "Program.cs"), Program);
        await File.WriteAllTextAsync(
            Path.Combine(consumer, "nuget.config"),
            $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{feed}" />
              </packageSources>
            </configuration>
            """
        );
        string packages = Path.Combine(_folder, "packages");
        string output = Path.Combine(consumer, "out");
        await DotNet.RunAsync(consumer, packages, "build", "--output", output, "-p:UseSharedCompilation=false");

        string printed = await DotNet.RunAsync(
            consumer,
            packages,
            [Path.Combine(output, "consumer.dll"), .. Clusters.LoopbackPorts.FreeAddresses(3)]
        );

        Assert.Equal("price 0, price 1, price 2", printed.Trim());
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Cohort.slnx")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Cohort.slnx.");
    }
}
