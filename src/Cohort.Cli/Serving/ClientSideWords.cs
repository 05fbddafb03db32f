using System.CommandLine;
using Cohort.Cli.CommandLine;
using Cohort.Server.Serving;

namespace Cohort.Cli.Serving;

/// <summary>How a command line says how clients come to a server.</summary>
internal sealed class ClientSideWords
{
    private readonly Option<string> _bind = new("--bind")
    {
        Description =
            "The IP address that clients come to; beyond loopback only with a password and TLS, or --insecure",
        DefaultValueFactory = _ => "127.0.0.1",
        HelpName = "ADDRESS",
    };
    private readonly NumberOption<int> _respPort = new(
        "--resp-port",
        "The port for Redis clients; 0: any that is free",
        0,
        ushort.MaxValue,
        6379
    );
    private readonly NumberOption<int> _httpPort = new(
        "--http-port",
        "The port for HTTP; 0: any that is free",
        0,
        ushort.MaxValue,
        8080
    );
    private readonly Option<FileInfo?> _passwordFile = new("--password-file")
    {
        Description =
            $"A file whose first line clients have to say; or the variable {ServeWords.PasswordVariable} has it",
        HelpName = "FILE",
    };
    private readonly Option<FileInfo?> _certificate = new("--certificate")
    {
        Description = "A PEM file with a certificate: clients are served over TLS",
        HelpName = "FILE",
    };
    private readonly Option<FileInfo?> _key = new("--key")
    {
        Description = "A PEM file with the certificate's key, if that is not in the same file",
        HelpName = "FILE",
    };
    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Serve others without password and TLS: the network is trusted",
    };
    private readonly Option<bool> _allowActions = new("--allow-actions")
    {
        Description = "Let whoever may look at the dashboard drain the node there",
    };
    private readonly NumberOption<int> _maxClients = new(
        "--max-clients",
        "The most Redis clients at a time",
        1,
        1_000_000,
        10_000
    );

    /// <summary>Whether to tell more.</summary>
    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Tell more on standard error" };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All =>
        [
            _respPort,
            _httpPort,
            _bind,
            _passwordFile,
            _certificate,
            _key,
            _insecure,
            _allowActions,
            _maxClients,
            Verbose,
        ];

    /// <summary>The options that go to each server of a cluster as they are.</summary>
    public IEnumerable<string> Passed(ParseResult parsed)
    {
        yield return "--bind";
        yield return parsed.GetRequiredValue(_bind);
        yield return "--max-clients";
        yield return parsed.GetValue(_maxClients).ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (Option<FileInfo?> file in (Option<FileInfo?>[])[_passwordFile, _certificate, _key])
            if (parsed.GetValue(file) is { } given)
            {
                yield return file.Name;
                yield return given.FullName;
            }
        foreach (Option<bool> flag in (Option<bool>[])[_insecure, _allowActions, Verbose])
            if (parsed.GetValue(flag))
                yield return flag.Name;
    }

    /// <summary>The first port for Redis clients.</summary>
    public int RespPortIn(ParseResult parsed) => parsed.GetValue(_respPort);

    /// <summary>The first port for HTTP.</summary>
    public int HttpPortIn(ParseResult parsed) => parsed.GetValue(_httpPort);

    /// <summary>The address that clients come to.</summary>
    public string BindIn(ParseResult parsed) => parsed.GetRequiredValue(_bind);

    /// <summary>What was said.</summary>
    public ServeOptions In(ParseResult parsed, ServeOptions options) =>
        options with
        {
            Bind = parsed.GetRequiredValue(_bind),
            RespPort = parsed.GetValue(_respPort),
            HttpPort = parsed.GetValue(_httpPort),
            Password = PasswordIn(parsed),
            Certificate = parsed.GetValue(_certificate)?.FullName,
            CertificateKey = parsed.GetValue(_key)?.FullName,
            Insecure = parsed.GetValue(_insecure),
            AllowActions = parsed.GetValue(_allowActions),
            MaxClients = parsed.GetValue(_maxClients),
        };

    private string? PasswordIn(ParseResult parsed) =>
        parsed.GetValue(_passwordFile) is { } file
            ? File.ReadLines(file.FullName).FirstOrDefault() ?? ""
            : Environment.GetEnvironmentVariable(ServeWords.PasswordVariable);
}
