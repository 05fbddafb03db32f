using System.CommandLine;

namespace Cohort.Cli.CommandLine;

/// <summary>An option whose text is read by a function that throws a <see cref="FormatException"/> where it cannot.</summary>
internal sealed class ParsedOption<T> : Option<T?>
    where T : struct
{
    private readonly T _preset;

    public ParsedOption(string name, string description, string helpName, Func<string, T> read, T preset)
        : base(name)
    {
        _preset = preset;
        Description = description;
        HelpName = helpName;
        CustomParser = result =>
        {
            try
            {
                return read(result.Tokens[^1].Value);
            }
            catch (FormatException error)
            {
                result.AddError($"{name}: {error.Message}");
                return null;
            }
        };
    }

    /// <summary>What was given, or else the default.</summary>
    public T In(ParseResult parsed) => parsed.GetValue(this) ?? _preset;
}
