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
    [InlineData("COHORT309", "Use(string.Join(\",\", _set));", "'_set'")]
    [InlineData("COHORT309", "Use(string.Join(\",\", _map.Keys));", "'_map.Keys'")]
    [InlineData("COHORT309", "Use(string.Concat(_set));", "'_set'")]
    [InlineData("COHORT309", "Use(new List<int>(_set));", "'_set'")]
    [InlineData("COHORT309", "new List<int>().AddRange(_set);", "'_set'")]
    [InlineData("COHORT309", "Use(ImmutableArray.CreateRange(_map));", "'_map'")]
    [InlineData("COHORT309", "int[] all = [1, .. _set]; Use(all);", "'_set'")]
    [InlineData("COHORT309", "List<string> keys = [.. _map.Keys]; Use(keys);", "'_map.Keys'")]
    [InlineData("COHORT309", "Use(new[] { 1 }.Concat(_set).ToList());", "'_set'")]
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
    [InlineData("Use(string.Join(\",\", _set.Order())); Use(new List<string>(_sorted.Keys));")]
    [InlineData("Use(new HashSet<int>(_set)); Use(new SortedSet<int>(_set)); Use(new Dictionary<string, int>(_map));")]
    [InlineData("_set.UnionWith(_set); Use(_set.SetEquals(_map.Values)); Use(new SortedSet<int>().Overlaps(_set));")]
    [InlineData("Use(_set.ToImmutableHashSet()); Use(ImmutableSortedSet.CreateRange(_set));")]
    [InlineData("HashSet<int> copy = [.. _set]; SortedSet<int> sorted = [.. _set]; Use(copy); Use(sorted);")]
    [InlineData("int[] all = [.. _sorted.Values, .. _set.Order()]; Use(all);")]
    [InlineData("Use(new[] { 1 }.Except(_set).ToList()); Use(new[] { 1 }.Concat(_set).Max());")]
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
    [InlineData("_reads++;", "'Sample._reads'")]
    [InlineData("--this._reads;", "'Sample._reads'")]
    [InlineData("_reads += 1;", "'Look'")]
    [InlineData("Last = 1;", "'Sample.Last'")]
    [InlineData("_name ??= \"a\";", "'Sample._name'")]
    [InlineData("(_reads, _) = (1, 2);", "'Sample._reads'")]
    [InlineData("void Note() => _reads = 2; Note();", "[Update]")]
    public async Task A_read_that_changes_the_object_is_warned_of(string statement, string said)
    {
        Diagnostic warning = Assert.Single(await InReadAsync(statement));
        Assert.Equal(("COHORT310", DiagnosticSeverity.Warning), (warning.Id, warning.Severity));
        Assert.Contains(said, warning.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int local = 1; local++; local += _reads; Use(local);")]
    [InlineData("Use(new Sample { Last = 1 });")]
    [InlineData("Sample other = new(); other._reads = 1; _cached = 2;")]
    public async Task A_read_may_change_what_is_no_part_of_the_object(string statement) =>
        Assert.Empty(await InReadAsync(statement));

    private static Task<ImmutableArray<Diagnostic>> InReadAsync(string statement) =>
        InAsync(
            "private int _reads; private string? _name; [NotPacked] private int _cached; public int Last { get; set; } "
                + $"[Update] public void Change() {{ _reads++; }} [Read] public int Look() {{ {statement} return _reads; }}"
        );

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
