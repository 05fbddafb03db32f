using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Cohort.Cli.CommandLine;

/// <summary>An option that takes a whole number between two bounds, both included.</summary>
internal sealed class NumberOption<T> : Option<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public NumberOption(string name, string description, T smallest, T largest, T? preset = null, string? reason = null)
        : base(name)
    {
        Description = description;
        HelpName = "N";
        if (preset is { } value)
            DefaultValueFactory = _ => value;
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (
                T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number)
                && number >= smallest
                && number <= largest
            )
                return number;
            string range = largest == T.MaxValue ? $"of at least {smallest}" : $"from {smallest} to {largest}";
            string why = reason is null ? "" : $": {reason}";
            result.AddError($"{name} takes a whole number {range}, not '{text}'{why}");
            return default;
        };
    }
}
