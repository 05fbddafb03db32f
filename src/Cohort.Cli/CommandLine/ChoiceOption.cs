using System.CommandLine;

namespace Cohort.Cli.CommandLine;

/// <summary>An option that takes one of the names of an enumeration, in small letters.</summary>
internal sealed class ChoiceOption<T> : Option<T?>
    where T : struct, Enum
{
    private readonly T _preset;

    public ChoiceOption(string name, string description, T preset)
        : base(name)
    {
        _preset = preset;
        Description = $"{description} [default: {Word(preset)}]";
        string[] words = [.. Enum.GetValues<T>().Select(Word)];
        HelpName = string.Join('|', words);
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            foreach (T value in Enum.GetValues<T>())
                if (string.Equals(Word(value), text, StringComparison.OrdinalIgnoreCase))
                    return value;
            result.AddError($"{name} takes {string.Join(", ", words[..^1])} or {words[^1]}, not '{text}'");
            return null;
        };
    }

    /// <summary>What was given, or else the default.</summary>
    public T In(ParseResult parsed) => parsed.GetValue(this) ?? _preset;

    private static string Word(T value) => value.ToString().ToLowerInvariant();
}
