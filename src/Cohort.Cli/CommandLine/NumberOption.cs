using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Cohort.Cli.CommandLine;

/// <summary>An option that takes a whole number between two bounds, both included; its help names them.</summary>
internal sealed class NumberOption<T> : Option<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public NumberOption(
        string name,
        string description,
        T smallest,
        T largest,
        T? preset = null,
        string? whyNoFewer = null
    )
        : base(name)
    {
        Description = largest == T.MaxValue ? description : $"{description} ({smallest} to {largest})";
        HelpName = "N";
        if (preset is { } value)
            DefaultValueFactory = _ => value;
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            bool isNumber = T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number);
            if (isNumber && number >= smallest && number <= largest)
                return number;
            string range = largest == T.MaxValue ? $"of at least {smallest}" : $"from {smallest} to {largest}";
            string why = isNumber && number < smallest && whyNoFewer is not null ? $": {whyNoFewer}" : "";
            result.AddError($"{name} takes a whole number {range}, not '{text}'{why}");
            return default;
        };
    }
}
