using System.CommandLine;
using Cohort.Cli.CommandLine;
using Cohort.Cli.Serving;

namespace Cohort.Cli.Asking;

/// <summary>How a command line says which server is to be asked.</summary>
internal sealed class ServerWords
{
    private const string UrlVariable = "COHORT_URL";

    private readonly Option<Uri> _url = new("--url")
    {
        Description =
            $"Where a server serves HTTP; or the variable {UrlVariable} has it [default: http://127.0.0.1:8080]",
        HelpName = "URL",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
                return url;
            result.AddError($"--url takes an address such as http://127.0.0.1:8080, not '{text}'");
            return null!;
        },
    };
    private readonly Option<FileInfo?> _passwordFile = new("--password-file")
    {
        Description =
            $"A file whose first line is the server's password; or the variable {ServeWords.PasswordVariable} has it",
        HelpName = "FILE",
    };
    private readonly DurationOption _timeout = new(
        "--timeout",
        "How long to wait for an answer",
        smallest: TimeSpan.FromMilliseconds(100),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(10)
    );

    /// <summary>Whether to print JSON.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON, and nothing else" };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_url, _passwordFile, _timeout, Json];

    /// <summary>The server that was named.</summary>
    public ServerClient In(ParseResult parsed)
    {
        Uri url =
            parsed.GetValue(_url)
            ?? (
                Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 } named
                    ? new Uri(named)
                    : new Uri("http://127.0.0.1:8080")
            );
        string? password = parsed.GetValue(_passwordFile) is { } file
            ? File.ReadLines(file.FullName).FirstOrDefault()
            : Environment.GetEnvironmentVariable(ServeWords.PasswordVariable);
        return new ServerClient(url, password, _timeout.In(parsed));
    }
}
