using System.Reflection;
using System.Text.RegularExpressions;
using Cohort.AspNetCore.Logging;
using Cohort.AspNetCore.Tests.Hosts;
using Cohort.Tests;
using Microsoft.Extensions.Logging;

namespace Cohort.AspNetCore.Tests.Logging;

/// <summary>What is logged has numbers that stay, and is little.</summary>
public sealed partial class EventTests
{
    [Fact]
    public void The_table_in_docs_has_every_event()
    {
        string[] logged =
        [
            .. typeof(HostLog)
                .GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
                .OfType<LoggerMessageAttribute>()
                .Select(message => $"{message.EventId} {message.Level}"),
        ];
        string page = File.ReadAllText(Path.Combine(Root(), "docs", "hosting.md"));
        string[] told = [.. Row().Matches(page).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}")];
        Assert.NotEmpty(logged);
        Assert.Equal(logged, told);
    }

    [Fact]
    public async Task Each_view_is_told_once_and_warnings_of_the_node_are_warnings()
    {
        TestHost[] hosts = await TestHost.StartAsync(2, cohort => cohort.Replicate<Stock>("stock"));
        hosts[0].Get<Node>().Warn("somebody should know");
        Logs.Entry warning = await hosts[0].Logs.EntryOf(10);
        Assert.Equal((LogLevel.Warning, "somebody should know"), (warning.Level, warning.Text));
        await hosts[1].StopAsync();
        await hosts[0].Get<Replica<Stock>>().AddAsync("nail", 1).Soon();
        string[] views = [.. hosts[0].Logs.All().Where(entry => entry.Event is 4 or 5).Select(entry => entry.Text)];
        Assert.Equal(views.Length, views.Distinct().Count());
        Assert.Single(hosts[0].Logs.Of(4));
        Assert.EndsWith("[a]", views[^1], StringComparison.Ordinal);
        foreach (TestHost host in hosts)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task A_node_without_seeds_is_warned_of_outside_of_development()
    {
        await using TestHost host = TestHost.Make([new("Listen", "127.0.0.1:0")]);
        await host.StartAsync();
        Assert.Contains("in Cohort:Seeds", Assert.Single(host.Logs.Of(2)).Text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| (\d+) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    private static string Root()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Cohort.slnx")))
            at = at.Parent;
        return at?.FullName ?? throw new InvalidOperationException("The tests do not run inside the project's folder.");
    }
}
