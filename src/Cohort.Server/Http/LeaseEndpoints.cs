using System.Globalization;
using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Commands.Leases;
using Cohort.Server.Connections;
using Cohort.Server.Data;
using Cohort.Server.Resp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cohort.Server.Http;

/// <summary>Locks over HTTP, each for a time: a lease.</summary>
internal static class LeaseEndpoints
{
    private const double LongestSeconds = 86_400;

    /// <summary>What is asked for.</summary>
    /// <param name="Owner">Who has it from then on; the same may ask again. Default: a new name.</param>
    /// <param name="Ttl">For how many seconds, from 0.1 to 86,400. Default: 30.</param>
    /// <param name="Wait">For how many seconds to wait while another has it. Default: 0.</param>
    internal sealed record LeaseRequest(string? Owner = null, double Ttl = 30, double Wait = 0);

    /// <summary>A lease.</summary>
    /// <param name="Name">What is leased.</param>
    /// <param name="Owner">Who has it.</param>
    /// <param name="Fence">Larger than that of any earlier lease of the name: what is guarded refuses smaller ones.</param>
    /// <param name="Ttl">For how many seconds.</param>
    internal sealed record Lease(string Name, string Owner, ulong Fence, double Ttl);

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder locks = api.MapGroup("/locks").WithTags("locks");
        locks
            .MapPost("/{name}", AcquireAsync)
            .WithSummary("Takes a lock for a time, waiting while another has it")
            .Produces<Lease>()
            .ProducesProblem(StatusCodes.Status409Conflict);
        locks
            .MapPut("/{name}", RenewAsync)
            .WithSummary("Keeps a lock for some more time: its owner asks before the time is over")
            .Produces<Lease>()
            .ProducesProblem(StatusCodes.Status409Conflict);
        locks
            .MapDelete("/{name}", ReleaseAsync)
            .WithSummary("Gives a lock back")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status409Conflict);
        locks
            .MapGet("/{name}", ShowAsync)
            .WithSummary("Who has a lock")
            .Produces<Lease>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> AcquireAsync(
        string name,
        LeaseRequest? asked,
        RespServer server,
        CancellationToken cancellationToken
    )
    {
        asked ??= new LeaseRequest();
        if (ProblemOf(asked) is { } problem)
            return HttpApi.Bad(problem);
        string owner = asked.Owner ?? Guid.NewGuid().ToString("N");
        byte[] command = Command(LeaseCommands.Acquire, name, owner, Milliseconds(asked.Ttl));
        OwnWait wait = await server
            .Waits.AskAsync(RespVersion.Three, Keyspace.Leases, command, server.Availability.Token)
            .ConfigureAwait(false);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!wait.Given.IsCompleted)
            await Task.WhenAny(wait.Given, Task.Delay(TimeSpan.FromSeconds(asked.Wait), server.Time, over.Token))
                .ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        byte[]? reply = await server.Waits.EndAsync(wait).ConfigureAwait(false);
        if (reply is null)
            return Held(name);
        if (cancellationToken.IsCancellationRequested)
            // Nobody is left to be told that it has the lock.
            await ExecuteAsync(server, "COHORT.LEASE.RELEASE", name, owner).ConfigureAwait(false);
        return TypedResults.Ok(new Lease(name, owner, (ulong)Integer(reply), asked.Ttl));
    }

    private static async Task<IResult> RenewAsync(string name, LeaseRequest asked, RespServer server)
    {
        if ((ProblemOf(asked) ?? (asked.Owner is null ? "owner is needed." : null)) is { } problem)
            return HttpApi.Bad(problem);
        byte[] reply = await ExecuteAsync(server, "COHORT.LEASE.RENEW", name, asked.Owner!, Milliseconds(asked.Ttl))
            .ConfigureAwait(false);
        return reply[0] == ':'
            ? TypedResults.Ok(new Lease(name, asked.Owner!, (ulong)Integer(reply), asked.Ttl))
            : NotYours(name, asked.Owner!);
    }

    private static async Task<IResult> ReleaseAsync(string name, string? owner, RespServer server)
    {
        if (owner is null)
            return HttpApi.Bad("owner is needed, in the query.");
        byte[] reply = await ExecuteAsync(server, "COHORT.LEASE.RELEASE", name, owner).ConfigureAwait(false);
        return Integer(reply) == 1 ? TypedResults.NoContent() : NotYours(name, owner);
    }

    private static async Task<IResult> ShowAsync(string name, HttpRequest request, RespServer server)
    {
        Lease? lease = await server
            .Access.ReadAsync(
                name,
                static (store, name) => LeaseOf(store.Keyspace, name),
                HttpApi.ReadsLocally(request),
                server.Availability.Token
            )
            .ConfigureAwait(false);
        return lease is null
            ? TypedResults.Problem($"Nobody has the lock '{name}'.", statusCode: StatusCodes.Status404NotFound)
            : TypedResults.Ok(lease);
    }

    private static Lease? LeaseOf(Keyspace keyspace, string name) =>
        keyspace[Keyspace.Leases].Find(Encoding.UTF8.GetBytes(name)) is { Value: Data.Values.StringValue owner } held
            ? new Lease(
                name,
                BytesText.Of(owner.Bytes),
                held.Version,
                Math.Max(0, held.ExpiresAt - keyspace.Clock) / 1000.0
            )
            : null;

    private static string? ProblemOf(LeaseRequest asked) =>
        asked.Ttl is < 0.1 or > LongestSeconds or double.NaN ? $"ttl goes from 0.1 to {LongestSeconds} seconds."
        : asked.Wait is < 0 or > LongestSeconds or double.NaN ? $"wait goes from 0 to {LongestSeconds} seconds."
        : asked.Owner is "" ? "owner is empty."
        : null;

    private static ValueTask<byte[]> ExecuteAsync(RespServer server, params ReadOnlySpan<string> words) =>
        server.Access.ExecuteAsync(RespVersion.Three, Keyspace.Leases, Command(words), server.Availability.Token);

    private static byte[] Command(params ReadOnlySpan<string> words)
    {
        var batch = new CommandBatch();
        batch.Begin(words.Length);
        foreach (string word in words)
            batch.Add(Encoding.UTF8.GetBytes(word));
        batch.End();
        return batch.Written.ToArray();
    }

    private static string Milliseconds(double seconds) =>
        ((long)(seconds * 1000)).ToString(CultureInfo.InvariantCulture);

    private static long Integer(byte[] reply) =>
        long.Parse(Encoding.ASCII.GetString(reply.AsSpan()[1..]).TrimEnd(), CultureInfo.InvariantCulture);

    private static IResult Held(string name) =>
        TypedResults.Problem(
            $"Another has the lock '{name}', and had it all the time.",
            statusCode: StatusCodes.Status409Conflict
        );

    private static IResult NotYours(string name, string owner) =>
        TypedResults.Problem(
            $"'{owner}' does not have the lock '{name}' any more.",
            statusCode: StatusCodes.Status409Conflict
        );
}
