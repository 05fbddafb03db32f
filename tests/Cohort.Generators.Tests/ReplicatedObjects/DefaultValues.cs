using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cohort.Generators.Tests.ReplicatedObjects;

/// <summary>What a caller may leave out of a method of a replicated class, it may leave out of the generated ones.</summary>
public sealed class DefaultValues
{
    private const string Parameters = """
        bool yes = true, byte small = 255, sbyte below = -1, short half = short.MinValue, ushort port = 7101,
        int whole = int.MinValue, uint many = uint.MaxValue, long large = long.MinValue, ulong most = ulong.MaxValue,
        char quote = '\'', char slash = '\\', char zero = '\0', char line = '\u2028',
        string text = "a \"b\" \\ \n {0} \u0001 é", string empty = "", string missing = null!, string? none = null,
        float third = 1f / 3, float tiny = float.Epsilon, double tenth = 0.1, double huge = 1e300, double least = -double.Epsilon,
        double nan = double.NaN, double up = double.PositiveInfinity, float down = float.NegativeInfinity,
        decimal price = 1.50m, decimal cheap = -79228162514264337593543950335m,
        Color color = Color.Blue, Color mixed = (Color)(-5), Wide wide = Wide.All, Color first = default,
        int? some = 3, int? nothing = null, Color? shade = Color.Blue, decimal? cost = 0.25m, double? half2 = 0.5, bool? maybe = false,
        Point point = default, Point? place = null, Guid id = default, DateTime when = default, TimeSpan wait = new TimeSpan(),
        (int, string) pair = default, List<int>? list = null, ImmutableArray<int> array = default, int @class = Stock.Usual
        """;

    private static readonly string s_source = $$"""
        namespace Shop;
        public enum Color { Red, Blue = 7 }
        public enum Wide : ulong { All = ulong.MaxValue }
        [Packed] public readonly partial record struct Point(int X, int Y);
        [Replicated] public partial class Stock
        {
            public const int Usual = 12;
            private int _count;
            [Update] public int Add(string sku, UpdateContext context, {{Parameters}}) => ++_count;
            [Read] public int Look({{Parameters}}) => _count;
            [Update] public int Write(ReadOnlySpan<byte> bytes = default) => bytes.Length;
        }
        """;

    [Fact]
    public void All_are_the_same_in_what_is_generated()
    {
        var assembly = Assembly.Load(Compile(s_source).Image());
        Type stock = assembly.GetType("Shop.Stock", throwOnError: true)!;
        Type methods = assembly.GetType("Shop.StockMethods", throwOnError: true)!;
        AssertSame(stock.GetMethod("Add")!, methods.GetMethod("AddAsync")!, 46);
        AssertSame(stock.GetMethod("Look")!, methods.GetMethod("LookAsync")!, 46);
        AssertSame(stock.GetMethod("Look")!, assembly.GetType("Shop.StockLocal")!.GetMethod("Look")!, 46);
        AssertSame(stock.GetMethod("Write")!, methods.GetMethod("WriteAsync")!, 1);
        foreach (string name in (string[])["AddAsync", "LookAsync", "WriteAsync"])
        {
            ParameterInfo last = methods.GetMethod(name)!.GetParameters()[^1];
            Assert.Equal((typeof(CancellationToken), true), (last.ParameterType, last.HasDefaultValue));
        }
    }

    [Fact]
    public void They_read_as_they_were_written()
    {
        string generated = Compile(
            """
            public enum Color { Red, Blue = 7 }
            [Replicated] public partial class Stock
            {
                private int _count;
                [Update] public int Add(string sku, UpdateContext context, int count = 1, string? why = "it \"is\"", double share = -0.0, decimal price = 1.50m) => ++_count;
                [Read] public int Look(Color? color = Color.Blue, string? sku = null, char mark = '\'') => _count;
            }
            """
        ).Generated;
        Assert.Contains(
            "AddAsync(this global::Cohort.ObjectHandle<global::Stock> self__, string sku, int count = (int)(1), string? why = \"it \\\"is\\\"\", "
                + "double share = -0D, decimal price = 1.50M, global::System.Threading.CancellationToken cancellationToken = default)",
            generated,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "public int Look(global::Color? color = (global::Color)(7), string? sku = default!, char mark = (char)('\\''))",
            generated,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void They_are_the_same_in_every_culture()
    {
        string here = Compile(s_source).Generated;
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (odd.NumberFormat.NumberDecimalSeparator, odd.NumberFormat.NegativeSign) = (",", "minus ");
            CultureInfo.CurrentCulture = odd;
            Assert.Equal("minus 0,5", $"{-0.5}");
            Assert.Equal(here, Compile(s_source).Generated);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Callers_leave_out_what_they_may_and_name_the_token()
    {
        Compiled user = Compile(s_source)
            .User(
                """
                using Shop;
                public static class Uses
                {
                    public static async Task<int> Of(Replica<Stock> here, RemoteObject<Stock> there, CancellationToken token) =>
                        await here.AddAsync("nail")
                        + await there.AddAsync("nail", false, cancellationToken: token)
                        + await here.AddAsync("nail", color: Color.Red, @class: 3)
                        + await here.LookAsync() + await there.LookAsync(cancellationToken: token)
                        + await here.WriteAsync() + here.Local.Look() + here.Local.Look(price: 2);
                }
                """
            );
        Assert.Empty(user.Diagnostics);
    }

    [Fact]
    public void One_that_stands_before_what_must_be_given_must_be_given()
    {
        Compiled library = Compile(
            """
            using System.Runtime.InteropServices;
            [Replicated] public partial class Stock
            {
                private int _count;
                [Update] public int Add([Optional, DefaultParameterValue(3)] int count, string sku, int more = 4) => _count += count;
                [Update] public int AddAll(int each = 1, params int[] counts) => _count += counts.Length;
                [Update] public int At([Optional, System.Runtime.CompilerServices.DateTimeConstant(5)] DateTime when) => ++_count;
            }
            """
        );
        Assert.Contains(
            "self__, int count, string sku, int more = (int)(4), ",
            library.Generated,
            StringComparison.Ordinal
        );
        Assert.Contains("self__, int each, int[] counts, ", library.Generated, StringComparison.Ordinal);
        Assert.Contains("self__, global::System.DateTime @when, ", library.Generated, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_compiler_says_of_the_caller_it_says_of_the_caller_of_the_generated_method()
    {
        var assembly = Assembly.Load(
            Compile(
                    """
                    using System.Runtime.CompilerServices;
                    [Replicated] public partial class Stock
                    {
                        private int _count;
                        [Update] public int Add([CallerMemberName] string who = "", [CallerLineNumber] int line = 0, [CallerFilePath] string? file = null) => ++_count;
                    }
                    """
                )
                .Image()
        );
        ParameterInfo[] parameters = assembly.GetType("StockMethods")!.GetMethod("AddAsync")!.GetParameters();
        Assert.NotNull(parameters[1].GetCustomAttribute<CallerMemberNameAttribute>());
        Assert.NotNull(parameters[2].GetCustomAttribute<CallerLineNumberAttribute>());
        Assert.NotNull(parameters[3].GetCustomAttribute<CallerFilePathAttribute>());
        Assert.Equal(["", 0, null], parameters[1..4].Select(parameter => parameter.RawDefaultValue));
    }

    private static Compiled Compile(string source)
    {
        var compiled = new Compiled(source);
        // Of the sample itself: members without documentation.
        Assert.Empty(compiled.Diagnostics.Where(note => note.Id != "CS1591"));
        return compiled;
    }

    private static void AssertSame(MethodInfo own, MethodInfo generated, int count)
    {
        ParameterInfo[] optional = [.. own.GetParameters().Where(parameter => parameter.HasDefaultValue)];
        Assert.Equal(count, optional.Length);
        foreach (ParameterInfo parameter in optional)
        {
            ParameterInfo same = generated.GetParameters().Single(other => other.Name == parameter.Name);
            Assert.True(same.HasDefaultValue, $"{generated.Name}: {parameter.Name}");
            Assert.Equal(parameter.ParameterType, same.ParameterType);
            Assert.Equal(parameter.RawDefaultValue, same.RawDefaultValue);
            Assert.Equal(
                string.Create(CultureInfo.InvariantCulture, $"{parameter.RawDefaultValue}"),
                string.Create(CultureInfo.InvariantCulture, $"{same.RawDefaultValue}")
            );
        }
    }
}
