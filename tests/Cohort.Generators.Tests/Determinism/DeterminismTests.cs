using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Tests.Determinism;

/// <summary>What differs from replica to replica is warned of, in replicated classes and nowhere else.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData("COHORT301", "_ = DateTime.Now;", "UpdateContext.Now")]
    [InlineData("COHORT301", "_ = DateTime.UtcNow;", "'DateTime.UtcNow'")]
    [InlineData("COHORT301", "_ = DateTime.Today;", "'DateTime.Today'")]
    [InlineData("COHORT301", "_ = DateTimeOffset.Now;", "'DateTimeOffset.Now'")]
    [InlineData("COHORT301", "_ = DateTimeOffset.UtcNow;", "'DateTimeOffset.UtcNow'")]
    [InlineData("COHORT301", "_ = Environment.TickCount;", "'Environment.TickCount'")]
    [InlineData("COHORT301", "_ = Environment.TickCount64;", "'Environment.TickCount64'")]
    [InlineData("COHORT301", "_ = System.Diagnostics.Stopwatch.GetTimestamp();", "'Stopwatch.GetTimestamp'")]
    [InlineData("COHORT301", "_ = new System.Diagnostics.Stopwatch();", "'new Stopwatch'")]
    [InlineData("COHORT301", "_ = TimeProvider.System;", "'TimeProvider.System'")]
    [InlineData("COHORT302", "_ = Guid.NewGuid();", "UpdateContext.NewId()")]
    [InlineData("COHORT302", "_ = Guid.CreateVersion7();", "'Guid.CreateVersion7'")]
    [InlineData("COHORT302", "Func<Guid> draw = Guid.NewGuid; _ = draw();", "'Guid.NewGuid'")]
    [InlineData("COHORT303", "_ = new Random();", "UpdateContext.Random")]
    [InlineData("COHORT303", "_ = Random.Shared.Next();", "'Random.Shared'")]
    [InlineData("COHORT303", "_ = System.Security.Cryptography.RandomNumberGenerator.GetBytes(4);", "GetBytes")]
    [InlineData("COHORT304", "_ = Environment.MachineName;", "pass it as an argument")]
    [InlineData("COHORT304", "_ = Environment.ProcessId;", "'Environment.ProcessId'")]
    [InlineData("COHORT304", "_ = Environment.CurrentManagedThreadId;", "'Environment.CurrentManagedThreadId'")]
    [InlineData("COHORT305", "_ = \"text\".GetHashCode();", "'String.GetHashCode'")]
    [InlineData("COHORT305", "_ = new object().GetHashCode();", "'Object.GetHashCode'")]
    [InlineData("COHORT305", "_ = HashCode.Combine(1, 2);", "SHA256.HashData")]
    [InlineData("COHORT306", "Task.Run(() => { });", "as an argument")]
    [InlineData("COHORT306", "_ = Task.Delay(1);", "'Task.Delay'")]
    [InlineData("COHORT306", "_ = new Thread(() => { });", "'new Thread'")]
    [InlineData("COHORT306", "ThreadPool.QueueUserWorkItem(_ => { });", "'ThreadPool.QueueUserWorkItem'")]
    [InlineData(
        "COHORT306",
        "async Task Later() => await Task.CompletedTask; _ = Later();",
        "'await Task.CompletedTask'"
    )]
    [InlineData("COHORT307", "_ = System.IO.File.ReadAllText(\"file\");", "UpdateContext.Raise")]
    [InlineData("COHORT307", "_ = System.IO.Directory.Exists(\"folder\");", "'Directory.Exists'")]
    [InlineData("COHORT307", "_ = new System.Net.Http.HttpClient();", "'new HttpClient'")]
    [InlineData("COHORT307", "_ = System.Net.Dns.GetHostName();", "'Dns.GetHostName'")]
    [InlineData("COHORT308", "_count++;", "'Sample._count'")]
    [InlineData("COHORT308", "_ = Other.Shared;", "'Other.Shared'")]
    [InlineData("COHORT308", "_ = Other.Settable;", "'Other.Settable'")]
    [InlineData("COHORT309", "foreach (var each in _map) Use(each);", "SortedDictionary")]
    [InlineData("COHORT309", "foreach (var each in _map.Keys) Use(each);", "'_map.Keys'")]
    [InlineData("COHORT309", "foreach (var each in _set) Use(each);", "'_set'")]
    [InlineData("COHORT309", "Use(_map.First());", "OrderBy directly on it")]
    [InlineData("COHORT309", "Use(_map.Values.Select(value => value + 1).ToList());", "'_map.Values'")]
    [InlineData("COHORT309", "Use(_fractions.Sum());", "'_fractions'")]
    [InlineData("COHORT309", "foreach (var each in _map.Where(each => each.Value > 0)) Use(each);", "'_map'")]
    public async Task What_differs_is_warned_of(string id, string statement, string said)
    {
        Diagnostic warning = Assert.Single(await InUpdateAsync(statement), found => found.Id == id);
        Assert.Equal(DiagnosticSeverity.Warning, warning.Severity);
        Assert.Contains(said, warning.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_ = context.Now;")]
    [InlineData("_ = new DateTime(2026, 1, 1).AddDays(1);")]
    [InlineData("_ = context.NewId();")]
    [InlineData("_ = Guid.Empty; _ = new Guid(\"00000000-0000-0000-0000-000000000001\");")]
    [InlineData("_ = context.Random.Next(6);")]
    [InlineData("_ = new Random(7).Next();")]
    [InlineData("_ = 5.GetHashCode(); _ = Guid.Empty.GetHashCode();")]
    [InlineData("_ = System.IO.Path.Combine(\"a\", \"b\"); _ = System.Net.IPAddress.Loopback;")]
    [InlineData("_ = Task.CompletedTask; _ = Task.FromResult(1);")]
    [InlineData("_ = Other.Fixed; _ = Other.Constant; _ = string.Empty; _ = DayOfWeek.Monday;")]
    [InlineData("foreach (var each in _sorted) Use(each);")]
    [InlineData("foreach (var each in _map.OrderBy(each => each.Key)) Use(each);")]
    [InlineData("Use(_set.Order().First());")]
    [InlineData("Use(_map.Where(each => each.Value > 0).OrderByDescending(each => each.Key).First());")]
    [InlineData("Use(_map.Count); Use(_map.Any()); Use(_set.Count(each => each > 1)); Use(_map.Values.Sum());")]
    [InlineData("Use(_map[\"a\"]); _map.Remove(\"a\"); Use(_set.Contains(3));")]
    public async Task What_is_the_same_everywhere_is_not(string statement) =>
        Assert.Empty(await InUpdateAsync(statement));

    [Fact]
    public async Task What_a_read_goes_through_in_any_order_is_not_warned_of_but_the_clock_is()
    {
        ImmutableArray<Diagnostic> found = await InAsync(
            "[Read] public int Look() { foreach (var each in _map) Use(each); _ = DateTime.Now; return 1; }"
        );
        Assert.Equal("COHORT301", Assert.Single(found).Id);
    }

    [Theory]
    [InlineData("private DateTime _made = DateTime.Now;")]
    [InlineData("public Sample() { _ = DateTime.Now; }")]
    [InlineData("private void Later() { void Local() { Func<DateTime> ask = () => DateTime.Now; } }")]
    [InlineData("private DateTime Asked => DateTime.Now;")]
    [InlineData("private sealed class Inner { public DateTime Asked() => DateTime.Now; }")]
    public async Task All_of_the_class_is_looked_at(string member)
    {
        string update = "[Update] public int Change() => 1;";
        Assert.Equal("COHORT301", Assert.Single(await InAsync($"{member} {update}")).Id);
    }

    [Fact]
    public async Task Other_classes_may_do_what_they_want()
    {
        var compiled = new Compiled(
            "public class Free { public DateTime Now() { _ = Guid.NewGuid(); return DateTime.Now; } }"
        );
        Assert.Empty(await compiled.WarningsAsync());
    }

    private static Task<ImmutableArray<Diagnostic>> InUpdateAsync(string statement) =>
        InAsync($"[Update] public void Change(UpdateContext context) {{ {statement} }}");

    private static async Task<ImmutableArray<Diagnostic>> InAsync(string members)
    {
        var compiled = new Compiled(
            $$"""
            [Replicated] public partial class Sample
            {
                private readonly Dictionary<string, int> _map = [];
                private readonly HashSet<int> _set = [];
                private readonly HashSet<double> _fractions = [];
                private readonly SortedDictionary<string, int> _sorted = [];
                private static int _count;
                private static void Use(object value) { }
                {{members}}
            }
            public static class Other
            {
                public static int Shared = 1;
                public static int Settable { get; set; }
                public static readonly int Fixed = 2;
                public const int Constant = 3;
            }
            """
        );
        Assert.DoesNotContain(compiled.Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        return await compiled.WarningsAsync();
    }
}
