using System.CommandLine;
using System.CommandLine.Parsing;

namespace Cohort.Cli.CommandLine;

/// <summary>An option that takes one of the names of an enumeration, in small letters.</summary>
internal sealed class ChoiceOption<T> : Option<T?>
    where T : struct, Enum
{
    private readonly T _preset;

    /// <param name="name">The option.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="preset">What it is where it is not given.</param>
    /// <param name="values">What it can be; all there is where none are named.</param>
    public ChoiceOption(string name, string description, T preset, params T[] values)
        : base(name)
    {
        if (values.Length == 0)
            values = Enum.GetValues<T>();
        _preset = preset;
        Description = $"{description} [default: {Word(preset)}]";
        string[] words = [.. values.Select(Word)];
        HelpName = string.Join('|', words);
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            foreach (T value in values)
                if (string.Equals(Word(value), text, StringComparison.OrdinalIgnoreCase))
                    return value;
            result.AddError($"{name} takes {string.Join(", ", words[..^1])} or {words[^1]}, not '{text}'");
            return null;
        };
    }

    /// <summary>What was given, or else the default.</summary>
    public T In(ParseResult parsed) => parsed.GetValue(this) ?? _preset;

    /// <summary>Whether this value was given, while a command is being checked.</summary>
    public bool Is(SymbolResult result, T value) => result.GetValue(this).Equals(value);

    private static string Word(T value) => value.ToString().ToLowerInvariant();
}
