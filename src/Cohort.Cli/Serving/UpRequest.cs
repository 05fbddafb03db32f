namespace Cohort.Cli.Serving;

/// <summary>What <c>cohort up</c> is asked for.</summary>
/// <param name="Nodes">How many servers.</param>
/// <param name="Port">The first port for their own links.</param>
/// <param name="Bind">The address that clients come to.</param>
/// <param name="RespPort">The first port for Redis clients; 0: any that are free.</param>
/// <param name="HttpPort">The first port for HTTP; 0: any that are free.</param>
/// <param name="Folder">The folder that keeps their data; null: none.</param>
/// <param name="Restarts">Whether a server that has ended is started again.</param>
/// <param name="Passed">What each of them is told besides.</param>
internal sealed record UpRequest(
    int Nodes,
    int Port,
    string Bind,
    int RespPort,
    int HttpPort,
    string? Folder,
    bool Restarts,
    IReadOnlyList<string> Passed
);
