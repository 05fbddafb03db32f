using System.Text.RegularExpressions;

namespace Cohort.Cli.Nodes;

/// <summary>Says what the library says of its options in the words of the command line.</summary>
internal static partial class OptionWords
{
    private const string GroupName = "name";

    /// <summary>The message, with the names that the options have on the command line.</summary>
    public static string Of(OptionsException error) =>
        error.Option == GroupName && error.Message.StartsWith(GroupName, StringComparison.Ordinal)
            ? $"--group{error.Message[GroupName.Length..]}"
            : In(error.Message);

    /// <summary>The text, with the names that the options have on the command line.</summary>
    public static string In(string text) =>
        PropertyName()
            .Replace(
                text,
                match =>
                    match.Value switch
                    {
                        nameof(NodeOptions.SuspicionTime) => "--suspicion",
                        nameof(NodeOptions.DataFolder) => "--data",
                        nameof(GroupOptions.Durability) => "--durable",
                        var name => $"--{name.ToLowerInvariant()}",
                    }
            );

    // What stands in quotes is the user's own.
    [GeneratedRegex(@"(?<!')\b(Cluster|Name|Listen|Advertise|Seeds|Labels|DataFolder|Durability|SuspicionTime)\b(?!')")]
    private static partial Regex PropertyName();
}
