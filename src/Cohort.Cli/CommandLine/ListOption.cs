using System.CommandLine;

namespace Cohort.Cli.CommandLine;

/// <summary>An option that takes values separated by commas; each is read by a function that throws a
/// <see cref="FormatException"/> where it cannot, and may stand for several.</summary>
internal sealed class ListOption<T> : Option<IReadOnlyList<T>?>
{
    public ListOption(string name, string description, string helpName, Func<string, IEnumerable<T>> read)
        : base(name)
    {
        Description = description;
        HelpName = helpName;
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            string[] words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                result.AddError($"{name} takes a list such as {helpName}, and '{text}' names nothing");
            try
            {
                return [.. words.SelectMany(read).Distinct()];
            }
            catch (FormatException error)
            {
                result.AddError($"{name} {error.Message}");
                return null;
            }
        };
    }

    /// <summary>What was given, or null.</summary>
    public IReadOnlyList<T>? GivenIn(ParseResult parsed) => parsed.GetValue(this);
}
