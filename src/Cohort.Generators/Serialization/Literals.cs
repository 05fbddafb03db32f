using System.Globalization;
using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cohort.Generators.Serialization;

/// <summary>The default values of parameters, as expressions.</summary>
internal static class Literals
{
    public static string Of(IParameterSymbol parameter) =>
        parameter.ExplicitDefaultValue switch
        {
            null => "default!",
            string text => Names.Literal(text),
            double number => Special(number, "double") ?? number.ToString("R", CultureInfo.InvariantCulture) + "D",
            float number => Special(number, "float") ?? number.ToString("R", CultureInfo.InvariantCulture) + "F",
            decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
            object value =>
                $"({Names.Code(Given(parameter.Type))})({SymbolDisplay.FormatPrimitive(value, true, false)})",
        };

    // Of what may be null a value is of the type itself: a cast to the nullable one is no constant.
    private static ITypeSymbol Given(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : type;

    private static string? Special(double number, string type) =>
        double.IsNaN(number) ? $"{type}.NaN"
        : double.IsPositiveInfinity(number) ? $"{type}.PositiveInfinity"
        : double.IsNegativeInfinity(number) ? $"{type}.NegativeInfinity"
        : null;
}
