using System.CommandLine;
using System.CommandLine.Parsing;

namespace Cohort.Cli.CommandLine;

/// <summary>An option that takes addresses, separated by commas, or given several times.</summary>
internal sealed class AddressListOption : Option<string[]>
{
    public AddressListOption(string name, string description)
        : base(name)
    {
        Description = description;
        HelpName = "HOST:PORT,…";
        Arity = ArgumentArity.OneOrMore;
        AllowMultipleArgumentsPerToken = true;
        CustomParser = result =>
        {
            var addresses = new List<string>();
            foreach (Token token in result.Tokens)
            {
                string[] named = token.Value.Split(
                    ',',
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                );
                // Most likely a variable that is not set: to go on without addresses is not what was meant.
                if (named.Length == 0)
                    result.AddError($"{name} takes addresses such as 10.0.0.1:7101, and '{token.Value}' names none");
                addresses.AddRange(named);
            }
            return [.. addresses];
        };
    }

    /// <summary>What was given; nothing where nothing was.</summary>
    public string[] In(ParseResult parsed) => parsed.GetValue(this) ?? [];
}
