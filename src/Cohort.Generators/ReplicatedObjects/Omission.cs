using Cohort.Generators.Serialization;
using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.ReplicatedObjects;

/// <summary>What stands for a parameter whose argument a caller leaves out.</summary>
/// <param name="Attribute">What has the compiler fill it in, with a blank behind it; or nothing.</param>
/// <param name="Value">The default value, as an expression; empty where it must not be left out.</param>
internal sealed record Omission(string Attribute, string Value)
{
    private const string Services = "System.Runtime.CompilerServices.";

    private static readonly Omission s_none = new("", "");
    private static readonly string[] s_callerInfo = ["CallerMemberName", "CallerFilePath", "CallerLineNumber"];

    /// <summary>How the parameter ends.</summary>
    public string Assignment => Value.Length > 0 ? $" = {Value}" : "";

    /// <summary>Of each of those parameters of a method that its callers give. One that has a default value must be given
    /// nevertheless where one behind it has none: the language wants it so.</summary>
    public static EquatableArray<Omission> Of(IReadOnlyList<IParameterSymbol> parameters)
    {
        var omissions = new Omission[parameters.Count];
        bool mayBeLeftOut = true;
        for (int place = parameters.Count - 1; place >= 0; place--)
        {
            mayBeLeftOut &= HasValue(parameters[place]);
            omissions[place] = mayBeLeftOut
                ? new Omission(CallerInfo(parameters[place]), Literals.Of(parameters[place]))
                : s_none;
        }
        return new(omissions);
    }

    // A time can be given by an attribute only, and is no expression.
    private static bool HasValue(IParameterSymbol parameter) =>
        parameter.HasExplicitDefaultValue && parameter.Attribute($"{Services}DateTimeConstantAttribute") is null;

    private static string CallerInfo(IParameterSymbol parameter) =>
        s_callerInfo.FirstOrDefault(name => parameter.Attribute($"{Services}{name}Attribute") is not null) is { } found
            ? $"[global::{Services}{found}] "
            : "";
}
