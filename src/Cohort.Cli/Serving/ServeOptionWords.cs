using System.Text.RegularExpressions;
using Cohort.Cli.Nodes;

namespace Cohort.Cli.Serving;

/// <summary>Says what the server says of its settings in the words of the command line.</summary>
internal static partial class ServeOptionWords
{
    /// <summary>The text, with the names that the options have on the command line.</summary>
    public static string In(string text) =>
        OptionWords.In(
            PropertyName()
                .Replace(
                    text,
                    match =>
                        match.Value switch
                        {
                            "RespPort" => "--resp-port",
                            "HttpPort" => "--http-port",
                            "Bind" => "--bind",
                            "Password" => $"password ({ServeWords.PasswordVariable} or --password-file)",
                            "CertificateKey" => "--key",
                            "Certificate" => "--certificate",
                            "MaxClients" => "--max-clients",
                            _ => "--insecure",
                        }
                )
        );

    [GeneratedRegex(@"(?<!')\b(RespPort|HttpPort|Bind|Password|CertificateKey|Certificate|MaxClients|Insecure)\b(?!')")]
    private static partial Regex PropertyName();
}
