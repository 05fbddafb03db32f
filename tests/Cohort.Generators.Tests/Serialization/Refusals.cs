using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Tests.Serialization;

/// <summary>What cannot be packed is an error that names it and says what to do.</summary>
public sealed class Refusals
{
    [Theory]
    [InlineData("COHORT001", "'Order' must be partial", "[Packed] public record Order(int Id);")]
    [InlineData(
        "COHORT001",
        "'Outer' must be partial",
        "public class Outer { [Packed] public partial record Order(int Id); }"
    )]
    [InlineData(
        "COHORT002",
        "'Order.What' cannot be packed: System.Object",
        "[Packed] public partial record Order(object What);"
    )]
    [InlineData(
        "COHORT002",
        "'Order.What' cannot be packed: System.Uri",
        "[Packed] public partial record Order(List<Uri> What);"
    )]
    [InlineData("COHORT002", "is an interface", "[Packed] public partial record Order(IDictionary<int, int> What);")]
    [InlineData("COHORT002", "several dimensions", "[Packed] public partial record Order(int[,] What);")]
    [InlineData(
        "COHORT002",
        "too long",
        "[Packed] public partial record Order((int, int, int, int, int, int, int, int) What);"
    )]
    [InlineData(
        "COHORT002",
        "has no order",
        "[Packed] public partial record Key(int A); [Packed] public partial record Order(SortedSet<Key> What);"
    )]
    [InlineData(
        "COHORT002",
        "nint is not marked [Packed], which is in Cohort.Serialization",
        "[Packed] public partial record Order(nint What);"
    )]
    [InlineData(
        "COHORT002",
        "System.Action",
        "[Packed] public partial class Order { public Action? What { get; set; } }"
    )]
    [InlineData(
        "COHORT003",
        "'Order.B' has number 1, as 'Order.A' has",
        "[Packed] public partial record Order([Field(1)] int A, [Field(1)] int B);"
    )]
    [InlineData(
        "COHORT003",
        "'Order.B' has number 1",
        "[Packed] public partial record Order([property: Field(1)] int A) { [Field(1)] public int B { get; set; } }"
    )]
    [InlineData("COHORT004", "'Order.A' has number 0", "[Packed] public partial record Order([Field(0)] int A);")]
    [InlineData(
        "COHORT004",
        "'Order.A' has number 536870912",
        "[Packed] public partial record Order([Field(536870912)] int A);"
    )]
    [InlineData(
        "COHORT005",
        "'Order.B' has no number",
        "[Packed] public partial record Order([Field(1)] int A, int B);"
    )]
    [InlineData("COHORT006", "'Order<T>' has type arguments", "[Packed] public partial record Order<T>(int A);")]
    [InlineData("COHORT007", "'Figure' is abstract", "[Packed] public abstract partial record Figure;")]
    [InlineData(
        "COHORT008",
        "does not derive",
        "[Packed] public partial record Other; [Packed, Union(1, typeof(Other))] public abstract partial record Figure;"
    )]
    [InlineData(
        "COHORT008",
        "not marked [Packed]",
        "public record Circle : Figure; [Packed, Union(1, typeof(Circle))] public abstract partial record Figure;"
    )]
    [InlineData(
        "COHORT008",
        "its number is 0",
        "[Packed] public partial record Circle : Figure; [Packed, Union(0, typeof(Circle))] public abstract partial record Figure;"
    )]
    [InlineData(
        "COHORT008",
        "number 1 is another case's",
        "[Packed] public partial record A : Figure; [Packed] public partial record B : Figure; [Packed, Union(1, typeof(A)), Union(1, typeof(B))] public abstract partial record Figure;"
    )]
    [InlineData(
        "COHORT008",
        "it is a case already",
        "[Packed] public partial record A : Figure; [Packed, Union(1, typeof(A)), Union(2, typeof(A))] public abstract partial record Figure;"
    )]
    [InlineData(
        "COHORT009",
        "'Order(what)' cannot be set",
        "[Packed] public partial class Order(int what) { public int Sum => what; }"
    )]
    [InlineData(
        "COHORT009",
        "'Order.Sum' cannot be set",
        "[Packed] public partial class Order { [Field(1)] public int Sum => 3; }"
    )]
    [InlineData(
        "COHORT009",
        "'Order.Number' cannot be set",
        "public class Base { public int Number { get; private set; } } [Packed] public partial class Order : Base;"
    )]
    [InlineData("COHORT011", "is an interface", "[Packed] public partial interface IFigure;")]
    [InlineData(
        "COHORT011",
        "is a ref struct",
        "[Packed] public ref partial struct Order { public int A { get; set; } }"
    )]
    [InlineData("COHORT011", "is static", "[Packed] public static partial class Order;")]
    [InlineData(
        "COHORT011",
        "not abstract",
        "[Packed, Union(1, typeof(A))] public partial record Figure; [Packed] public partial record A : Figure;"
    )]
    public void What_is_wrong_is_said(string id, string message, string source)
    {
        var compiled = new Compiled(source);
        Assert.Contains(compiled.Diagnostics, note => note.Id == id && note.GetMessage().Contains(message));
        Assert.All(
            compiled.Diagnostics.Where(note => note.Id.StartsWith("COHORT", StringComparison.Ordinal)),
            note => Assert.NotEqual(Location.None, note.Location)
        );
    }

    [Fact]
    public void Members_in_two_files_need_numbers()
    {
        var compiled = new Compiled(
            "[Packed] internal partial class Order { public int A { get; set; } }",
            "internal partial class Order { public int B { get; set; } }"
        );
        Assert.Equal("COHORT010", Assert.Single(compiled.Diagnostics).Id);
    }
}
