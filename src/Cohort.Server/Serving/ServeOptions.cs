using Cohort.Server.Connections;

namespace Cohort.Server.Serving;

/// <summary>What is set of a server.</summary>
internal sealed record ServeOptions
{
    /// <summary>The name of the node, unique in its cluster. Default: its address.</summary>
    public string? Name { get; init; }

    /// <summary>The name of the cluster.</summary>
    public string Cluster { get; init; } = "cohort";

    /// <summary>The address for the other nodes, host:port.</summary>
    public string Listen { get; init; } = "127.0.0.1:7101";

    /// <summary>The address by which the other nodes reach it. Default: <see cref="Listen"/>.</summary>
    public string? Advertise { get; init; }

    /// <summary>The addresses of the first nodes. Default: this one alone.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>The folder that keeps what was answered; null: the other nodes' memory does.</summary>
    public string? DataFolder { get; init; }

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

    /// <summary>The most RESP connections at a time.</summary>
    public int MaxClients { get; init; } = new RespOptions().MaxClients;

    /// <summary>After how many updates replicas compare their states; 0: never.</summary>
    public int CompareEvery { get; init; }

    /// <summary>Says who is suspected of being dead, and when.</summary>
    public TimeSpan? SuspicionTime { get; init; }
}
