using System.Text.Json.Nodes;
using Cohort.Server.Serving;

namespace Cohort.Cli.Asking;

/// <summary>What the servers of a cluster say of themselves: one is asked for all, and then each of them for itself.</summary>
internal static class ClusterSurvey
{
    /// <summary>What one server says.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Address">Where it serves HTTP, or else the address of its node.</param>
    /// <param name="Status">What it says; null where it has not answered.</param>
    /// <param name="Problem">Why it has not answered.</param>
    internal sealed record Answer(string Name, string Address, JsonObject? Status, string Problem);

    /// <summary>Asks all, in the order of their names.</summary>
    /// <exception cref="ServerException">The first one cannot be asked.</exception>
    public static async Task<IReadOnlyList<Answer>> AskAsync(ServerClient server, CancellationToken cancellationToken)
    {
        JsonNode? nodes = await server.GetAsync("v1/nodes", cancellationToken);
        IEnumerable<Task<Answer>> answers = nodes!
            .AsArray()
            .Select(node => AskAsync(server, node!.AsObject(), cancellationToken));
        return [.. (await Task.WhenAll(answers)).OrderBy(answer => answer.Name, StringComparer.Ordinal)];
    }

    private static async Task<Answer> AskAsync(
        ServerClient server,
        JsonObject node,
        CancellationToken cancellationToken
    )
    {
        string name = (string)node["name"]!;
        string? label = (string?)node["labels"]?[ServerHost.HttpLabel];
        if ((bool)node["isThis"]!)
            return await AskAsync(server, name, label ?? (string)node["address"]!, cancellationToken);
        if (!Uri.TryCreate(label, UriKind.Absolute, out Uri? url))
            return new Answer(name, (string)node["address"]!, null, "it does not say where it serves HTTP");
        using ServerClient other = server.Other(url);
        return await AskAsync(other, name, label!, cancellationToken);
    }

    private static async Task<Answer> AskAsync(
        ServerClient server,
        string name,
        string address,
        CancellationToken cancellationToken
    )
    {
        try
        {
            JsonNode? status = await server.GetAsync("v1/status", cancellationToken);
            return new Answer(name, address, status!.AsObject(), "");
        }
        catch (ServerException error)
        {
            return new Answer(name, address, null, error.Message);
        }
    }
}
