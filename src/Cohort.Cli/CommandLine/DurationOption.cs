using System.CommandLine;
using System.Globalization;

namespace Cohort.Cli.CommandLine;

/// <summary>An option that takes a length of time: <c>500ms</c>, <c>30s</c>, <c>2m</c>, <c>1h</c>; a bare number is
/// seconds.</summary>
internal sealed class DurationOption : Option<TimeSpan?>
{
    private static readonly (string Suffix, TimeSpan Unit)[] s_units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
    ];

    private readonly TimeSpan? _preset;

    public DurationOption(string name, string description, TimeSpan smallest, TimeSpan largest, TimeSpan? preset)
        : base(name)
    {
        _preset = preset;
        if (smallest > TimeSpan.Zero)
            description += $" ({Format(smallest)} to {Format(largest)})";
        Description = preset is { } usual ? $"{description} [default: {Format(usual)}]" : description;
        HelpName = "DURATION";
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (TryParse(text, out TimeSpan duration) && duration >= smallest && duration <= largest)
                return duration;
            string range = $"from {Format(smallest)} to {Format(largest)}";
            result.AddError($"{name} takes a duration {range}, such as 500ms, 30s or 2m, not '{text}'");
            return null;
        };
    }

    /// <summary>What was given, or else the default, which the option must have.</summary>
    public TimeSpan In(ParseResult parsed) => parsed.GetValue(this) ?? _preset!.Value;

    /// <summary>What was given, or null.</summary>
    public TimeSpan? GivenIn(ParseResult parsed) => parsed.GetValue(this);

    private static bool TryParse(string text, out TimeSpan duration)
    {
        (string suffix, TimeSpan unit) = s_units.FirstOrDefault(
            entry => text.EndsWith(entry.Suffix, StringComparison.Ordinal),
            (Suffix: "", Unit: TimeSpan.FromSeconds(1))
        );
        string number = text[..^suffix.Length];
        NumberStyles style = NumberStyles.AllowDecimalPoint;
        bool isDuration =
            double.TryParse(number, style, CultureInfo.InvariantCulture, out double amount)
            && amount * unit.TotalDays <= 1000;
        duration = isDuration ? unit * amount : default;
        return isDuration;
    }

    private static string Format(TimeSpan duration)
    {
        (string suffix, TimeSpan unit) = s_units.Last(entry => duration.Ticks % entry.Unit.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{duration / unit}{suffix}");
    }
}
