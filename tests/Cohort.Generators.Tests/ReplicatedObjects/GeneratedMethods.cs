using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cohort.Generators.Tests.ReplicatedObjects;

/// <summary>What is generated for a replicated class compiles without a warning, documentation and all.</summary>
public sealed class GeneratedMethods
{
    private const string Everything = """
        namespace Shop.@event
        {
            /// <summary>s</summary>
            [Packed]
            public readonly partial record struct Point(int X, int? Y);

            /// <summary>s</summary>
            [Replicated(Name = "stock \"2\"")]
            public partial class Stock : IViewAware
            {
                private readonly Dictionary<string, Point?> _points = new(StringComparer.OrdinalIgnoreCase);
                private readonly SortedSet<int>? _numbers;
                private readonly Queue<string?> _queue = new();
                private readonly int _readonly = 3;
                private string? _text;
                [NotPacked] private int _left;
                [Field(9)] private (int A, string B) _pair = (1, "");
                private static int s_count;

                /// <summary>s</summary>
                public Guid Id { get; private set; }

                /// <summary>Adds <paramref name="count"/> of a thing &amp; more.</summary>
                /// <param name="class">The thing.</param>
                /// <param name="context">What it may know.</param>
                /// <param name="count">How many.</param>
                /// <returns>What there is then.</returns>
                /// <exception cref="InvalidOperationException">There are too many.</exception>
                [Update]
                public int Add(string @class, UpdateContext context, int count = 1) => count;

                /// <summary>s</summary>
                [Update]
                public int Cancel(int cancellationToken, ReadOnlySpan<byte> bytes) => bytes.Length;

                /// <summary>s</summary>
                [Read]
                public int Cancelled(int cancellationToken, int cancellationToken_) => cancellationToken;

                /// <summary>Clears it.</summary>
                [Update]
                public void Clear() { }

                [Update]
                internal Point? Move(Point from, List<Point?>? to) => null;

                /// <summary>Looks.</summary>
                [Read]
                public string? Look(string? @event, (int, string) pair) => _text;

                /// <summary>All.</summary>
                [Read]
                public Dictionary<string, Point?> All() => _points;

                /// <summary>All numbers.</summary>
                [Read]
                public ImmutableArray<int> Numbers() => [];

                [Read]
                internal int Left() => _left + _readonly + s_count;

                /// <summary>s</summary>
                public void OnView(View view, UpdateContext context) { }
            }

            [Replicated]
            internal sealed partial class Hidden
            {
                private long _sum;
                [Update] public long Add(long value) => _sum += value;
            }
        }
        """;

    [Fact]
    public void It_compiles_without_warnings() =>
        Assert.Empty(
            new Compiled(Everything).Diagnostics.Where(note =>
                // Of the sample itself: fields that nothing assigns.
                note.Id
                    is not ("CS0169" or "CS0649" or "CS0414")
            )
        );

    [Fact]
    public void A_class_without_a_namespace_compiles_and_its_users_do()
    {
        var library = new Compiled(
            """
            /// <summary>s</summary>
            [Replicated] public partial class Tally
            {
                private int _count;
                /// <summary>s</summary>
                [Update] public int Count(string what) => ++_count;
                /// <summary>s</summary>
                [Update] public void Forget() => _count = 0;
                /// <summary>s</summary>
                [Read] public int Look() => _count;
            }
            """
        );
        Assert.Empty(library.Diagnostics);
        Compiled user = library.User(
            """
            public static class Uses
            {
                public static async Task<int> Of(Replica<Tally> here, RemoteObject<Tally> there, CancellationToken token)
                {
                    ulong position = await there.ForgetAsync(token);
                    await here.ReachAsync(position, token);
                    return await here.CountAsync("door") + await there.LookAsync() + here.Local.Look();
                }
            }
            """
        );
        Assert.Empty(user.Diagnostics);
    }

    [Fact]
    public void Documentation_goes_along()
    {
        string generated = new Compiled(Everything).Generated;
        Assert.Contains(
            "/// <summary>Adds <paramref name=\"count\"/> of a thing &amp; more.</summary>",
            generated,
            StringComparison.Ordinal
        );
        Assert.Contains("/// <param name=\"class\">The thing.</param>", generated, StringComparison.Ordinal);
        Assert.Contains("/// <returns>What there is then.</returns>", generated, StringComparison.Ordinal);
        // What returns nothing returns the position, and what has no documentation gets some.
        Assert.Contains(
            "/// <returns>Its position in the order of the group.</returns>",
            generated,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "/// <summary>Calls <c>Move</c> at every replica.</summary>",
            generated,
            StringComparison.Ordinal
        );
        Assert.Contains("internal static class HiddenMethods", generated, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_elsewhere_generates_nothing_anew()
    {
        var compiled = new Compiled(
            "[Replicated] internal partial class Stock { [Update] public int Add(int count) => count; }"
        );
        CSharpCompilation changed = compiled.Compilation.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText(
                "internal class Other;",
                (CSharpParseOptions)compiled.Compilation.SyntaxTrees[0].Options
            )
        );
        GeneratorRunResult result = compiled.Driver.RunGenerators(changed).GetRunResult().Results[1];
        Assert.All(
            result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason)
        );
    }
}
