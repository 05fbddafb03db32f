using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cohort.Generators.Tests.Serialization;

/// <summary>What is generated compiles, without a warning, and only when it must.</summary>
public sealed class GeneratedCode
{
    private const string Everything = """
        namespace Shop.@event
        {
            /// <summary>s</summary>
            public enum Kind : ulong;

            /// <summary>s</summary>
            [Packed]
            public readonly partial record struct Point(int X, int? Y);

            /// <summary>s</summary>
            [Packed]
            public partial struct Plain
            {
                /// <summary>s</summary>
                public Plain() { }

                /// <summary>s</summary>
                public string Name { get; init; } = "x";

                /// <summary>s</summary>
                public readonly int Number;

                /// <summary>s</summary>
                [Obsolete]
                public int Old { get; set; }
            }

            /// <summary>s</summary>
            [Packed]
            public partial record Order(
                int @class, string Name = "a\"b", double Ratio = double.NaN, decimal Price = 1.5m, Kind Kind = (Kind)3,
                long? Left = 4, char Letter = '\'', float Weight = 0.1f)
            {
                /// <summary>s</summary>
                public required List<(int A, string? B)> Pairs { get; init; }

                /// <summary>s</summary>
                public Dictionary<Point, Dictionary<string, int?[]?>> Deep { get; set; } = [];

                /// <summary>s</summary>
                public ImmutableArray<Order?> Others { get; set; }

                /// <summary>s</summary>
                public IReadOnlyList<KeyValuePair<string, byte[]?>>? Pieces { get; init; }

                /// <summary>s</summary>
                public SortedDictionary<string, SortedSet<DateOnly>> Days { get; set; } = [];
            }

            /// <summary>s</summary>
            public partial class Outer
            {
                /// <summary>s</summary>
                public partial record struct Middle
                {
                    [Packed]
                    private sealed partial class Inner
                    {
                        public override string ToString() => "";
                        public Figure? Figure { get; set; }
                    }
                }
            }

            /// <summary>s</summary>
            [Packed, Union(1, typeof(Circle)), Union(2, typeof(Corners))]
            public abstract partial class Figure
            {
                /// <summary>s</summary>
                public string Name { get; set; } = "";
            }

            /// <summary>s</summary>
            [Packed]
            public partial class Circle : Figure
            {
                /// <summary>s</summary>
                public bool Read { get; set; }

                /// <summary>s</summary>
                public bool Write { get; set; }
            }

            /// <summary>s</summary>
            [Packed, Union(1, typeof(Square))]
            public abstract partial class Corners : Figure;

            /// <summary>s</summary>
            [Packed]
            public sealed partial class Square : Corners;
        }
        """;

    [Fact]
    public void It_compiles_without_warnings() => Assert.Empty(new Compiled(Everything).Diagnostics);

    [Fact]
    public void A_type_of_another_assembly_can_be_a_member_and_a_base()
    {
        var library = new Compiled(
            """
            /// <summary>s</summary>
            [Packed] public partial record Part(int Id);
            /// <summary>s</summary>
            [Packed, Union(1, typeof(Cube))] public abstract partial record Solid(int Id);
            /// <summary>s</summary>
            [Packed] public sealed partial record Cube(int Id) : Solid(Id);
            """
        );
        Assert.Empty(library.Diagnostics);
        Compiled user = library.User(
            """
            [Packed] public partial record Whole(Part Part, List<Part?> Parts, Dictionary<Part, Solid> Solids);
            [Packed] public partial record Spare(int Id, string Shelf) : Part(Id);
            """
        );
        Assert.Empty(user.Diagnostics);
    }

    [Fact]
    public void A_packed_type_may_derive_from_a_packed_type()
    {
        var compiled = new Compiled(
            """
            [Packed] internal partial class Base { public int A { get; init; } public required string B { get; set; } }
            [Packed] internal partial class Derived : Base { public int C; }
            [Packed] internal sealed partial class Last : Derived
            {
                public Last() { }
                public Last(int c) { C = c; }
            }
            """
        );
        Assert.Empty(compiled.Diagnostics);
    }

    [Fact]
    public void A_type_without_a_namespace_compiles() =>
        Assert.Empty(new Compiled("[Packed] internal partial record Order(int Id, List<Order> Parts);").Diagnostics);

    [Fact]
    public void Old_style_code_without_nullable_references_compiles() =>
        Assert.Empty(
            new Compiled(
                "#nullable disable\n[Packed] internal partial class Order { public string Name { get; set; } "
                    + "public List<string> Notes { get; set; } public Dictionary<string, Order> Parts { get; set; } }"
            ).Diagnostics
        );

    [Fact]
    public void A_change_elsewhere_generates_nothing_anew()
    {
        var compiled = new Compiled("[Packed] internal partial record Order(int Id);");
        CSharpCompilation changed = compiled.Compilation.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText(
                "internal class Other;",
                (CSharpParseOptions)compiled.Compilation.SyntaxTrees[0].Options
            )
        );
        GeneratorRunResult result = compiled.Driver.RunGenerators(changed).GetRunResult().Results[0];
        Assert.All(
            result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason)
        );
    }
}
