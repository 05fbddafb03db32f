using System.Net;

namespace Cohort.Server.Serving;

/// <summary>Looks for what is wrong in the settings of a server.</summary>
internal static class ServeOptionsCheck
{
    private const int HighestPort = ushort.MaxValue;

    /// <summary>Everything that is wrong, each in a sentence that names the setting.</summary>
    public static IReadOnlyList<string> Check(ServeOptions options)
    {
        var problems = new List<string>();
        CheckPorts(options, problems);
        CheckReach(options, problems);
        CheckCertificate(options, problems);
        if (options.MaxClients is < 1 or > 1_000_000)
            problems.Add($"MaxClients is {options.MaxClients}. It goes from 1 to 1,000,000.");
        if (options.Password is "")
            problems.Add("Password is empty. Give one, or leave it out.");
        return problems;
    }

    /// <summary>Whether an address can be reached from this machine alone.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static void CheckPorts(ServeOptions options, List<string> problems)
    {
        CheckPort("RespPort", options.RespPort, problems);
        CheckPort("HttpPort", options.HttpPort, problems);
        if (options.RespPort is null && options.HttpPort is null)
            problems.Add("Neither RespPort nor HttpPort is given: no client could come. Give one of them.");
        if (options.RespPort is > 0 && options.RespPort == options.HttpPort)
            problems.Add($"RespPort and HttpPort are both {options.RespPort}. Give each a port of its own.");
        if (!IPAddress.TryParse(options.Bind, out _))
            problems.Add(
                $"Bind is '{options.Bind}', which is no IP address; write for example 127.0.0.1, 0.0.0.0 or ::1."
            );
    }

    private static void CheckPort(string name, int? port, List<string> problems)
    {
        if (port is < 0 or > HighestPort)
            problems.Add($"{name} is {port}. It goes from 0, which is any that is free, to {HighestPort}.");
    }

    private static void CheckReach(ServeOptions options, List<string> problems)
    {
        if (options.Insecure)
            return;
        bool isOpen = IPAddress.TryParse(options.Bind, out IPAddress? bind) && !IPAddress.IsLoopback(bind);
        if (isOpen && (options.Password is null || options.Certificate is null))
            problems.Add(
                $"Bind is {options.Bind}, which others can reach, and "
                    + (options.Password is null ? "there is no Password" : "there is no Certificate for TLS")
                    + ". Give both, or say Insecure where the network is trusted."
            );
        string host = HostOf(options.Node.Listen);
        if (!IsLoopback(host))
            problems.Add(
                $"Listen is {options.Node.Listen}, which others can reach, and nodes do not prove to each other who they are. "
                    + "Say Insecure where the network between the nodes is trusted."
            );
    }

    private static string HostOf(string address)
    {
        int colon = address.LastIndexOf(':');
        return colon < 0 ? address : address[..colon];
    }

    private static void CheckCertificate(ServeOptions options, List<string> problems)
    {
        foreach (string? file in (string?[])[options.Certificate, options.CertificateKey])
            if (file is not null && !File.Exists(file))
                problems.Add(
                    $"There is no file '{file}', which should have the certificate or its key. Give the path of a PEM file."
                );
        if (options is { Certificate: null, CertificateKey: not null })
            problems.Add("CertificateKey is given and Certificate is not. Give both, or neither.");
    }
}
