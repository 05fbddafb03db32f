using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Cohort.Transport;

/// <summary>
/// An address as people write it, <c>host:port</c> or <c>[ipv6]:port</c>, in one normal form: nodes match seeds against
/// advertised addresses as text, so equal addresses must be spelled alike.
/// </summary>
/// <param name="Host">A host name in lower case, or an IP address, without brackets.</param>
/// <param name="Port">0 to 65535.</param>
internal readonly record struct HostAndPort(string Host, int Port)
{
    /// <summary>Whether it stands for every address of the machine, so that nobody else could dial it.</summary>
    public bool IsWildcard =>
        IPAddress.TryParse(Host, out IPAddress? address)
        && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    /// <summary>Reads an address; where it cannot, <paramref name="problem"/> says why.</summary>
    public static bool TryParse(string? text, out HostAndPort address, [NotNullWhen(false)] out string? problem)
    {
        address = default;
        string trimmed = (text ?? "").Trim();
        int colon = trimmed.LastIndexOf(':');
        if (trimmed.Length == 0 || colon < 0)
            return Fail("it has no port", out problem);
        if (
            !int.TryParse(trimmed.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port > ushort.MaxValue
        )
            return Fail("its port is no number from 0 to 65535", out problem);

        string host = trimmed[..colon];
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (bracketed)
            host = host[1..^1];
        if (host.Contains(':', StringComparison.Ordinal) != bracketed)
            return Fail("an IPv6 address, and nothing else, stands in brackets", out problem);
        if (IPAddress.TryParse(host, out IPAddress? ip) && Uri.CheckHostName(host) != UriHostNameType.Dns)
            host = ip.ToString();
        else if (!bracketed && Uri.CheckHostName(host) == UriHostNameType.Dns)
            host = host.ToLowerInvariant();
        else
            return Fail(host.Length == 0 ? "it has no host" : $"'{host}' is no host name or IP address", out problem);

        address = new HostAndPort(host, port);
        problem = null;
        return true;
    }

    /// <summary>The normal form.</summary>
    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static bool Fail(string what, out string problem)
    {
        problem = $"{what}; write host:port, for example 10.0.0.7:7101 or [fe80::1]:7101";
        return false;
    }
}
