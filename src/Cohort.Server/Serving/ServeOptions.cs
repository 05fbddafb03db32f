using Cohort.Server.Connections;

namespace Cohort.Server.Serving;

/// <summary>What is set of a server.</summary>
internal sealed record ServeOptions
{
    /// <summary>The node: its cluster, where it listens, the folder that keeps what was answered; without one only the memory of the nodes
    /// does.</summary>
    public required NodeOptions Node { get; init; }

    /// <summary>The IP address that clients come to.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>The port for RESP; 0: any that is free; null: none.</summary>
    public int? RespPort { get; init; } = 6379;

    /// <summary>The port for HTTP; 0: any that is free; null: none.</summary>
    public int? HttpPort { get; init; } = 8080;

    /// <summary>What clients have to say; null: nothing.</summary>
    public string? Password { get; init; }

    /// <summary>A certificate with which clients are served over TLS: a PEM file; null: without.</summary>
    public string? Certificate { get; init; }

    /// <summary>The certificate's key: a PEM file. Default: in the file of the certificate.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Whether it may be reached from elsewhere without password and TLS.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether the dashboard has actions: whoever may look at it may have this node drained.</summary>
    public bool AllowActions { get; init; }

    /// <summary>The most RESP connections at a time.</summary>
    public int MaxClients { get; init; } = new RespOptions().MaxClients;

    /// <summary>After how many updates replicas compare their states; 0: never.</summary>
    public int CompareEvery { get; init; }
}
