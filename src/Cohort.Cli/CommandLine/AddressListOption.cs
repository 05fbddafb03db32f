using System.CommandLine;

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
            [
                .. result.Tokens.SelectMany(token =>
                    token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                ),
            ];
    }

    /// <summary>What was given; nothing where nothing was.</summary>
    public string[] In(ParseResult parsed) => parsed.GetValue(this) ?? [];
}
