using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Cohort.Cli.Asking;

/// <summary>A lock at a server, which is renewed as long as it is needed.</summary>
/// <param name="server">The server.</param>
/// <param name="name">The lock's name.</param>
/// <param name="owner">Who has it.</param>
/// <param name="ttl">How long it stays without being renewed.</param>
internal sealed class HeldLease(ServerClient server, string name, string owner, TimeSpan ttl)
{
    private const int RenewalsInTime = 3;

    private string Path => $"v1/locks/{Uri.EscapeDataString(name)}";

    /// <summary>Takes it, waiting while another has it.</summary>
    /// <exception cref="ServerException">Another had it all the time, or the server cannot be asked.</exception>
    public Task<JsonNode?> AcquireAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        server.PostAsync(Path, Body(wait), wait + TimeSpan.FromSeconds(10), cancellationToken);

    /// <summary>Renews it until the token is cancelled.</summary>
    /// <exception cref="ServerException">It is lost.</exception>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ttl / RenewalsInTime);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var request = new HttpRequestMessage(HttpMethod.Put, Path)
            {
                Content = JsonContent.Create(Body(TimeSpan.Zero)),
            };
            await server.AskAsync(request, ttl / RenewalsInTime, cancellationToken);
        }
    }

    /// <summary>Gives it back. Where that cannot be said, it is free when its time is over.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            var request = new HttpRequestMessage(HttpMethod.Delete, $"{Path}?owner={Uri.EscapeDataString(owner)}");
            await server.AskAsync(request, ttl, CancellationToken.None);
        }
        catch (ServerException error)
        {
            await Console.Error.WriteLineAsync($"cohort lock: the lock was not given back: {error.Message}");
        }
    }

    private JsonObject Body(TimeSpan wait) =>
        new()
        {
            ["owner"] = owner,
            ["ttl"] = ttl.TotalSeconds,
            ["wait"] = wait.TotalSeconds,
        };
}
