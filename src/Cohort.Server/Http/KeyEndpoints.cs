using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cohort.Server.Commands;
using Cohort.Server.Connections;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;
using Cohort.Server.Resp;
using Cohort.Server.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cohort.Server.Http;

/// <summary>Keys over HTTP.</summary>
internal static class KeyEndpoints
{
    private const int UsualCount = 100;
    private const int MostCount = 10_000;
    private const string Bytes = "application/octet-stream";

    private static readonly byte[] s_ok = "+OK\r\n"u8.ToArray();
    private static readonly byte[] s_one = ":1\r\n"u8.ToArray();

    /// <summary>Some keys, and where to go on.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="Cursor">What to ask with for the next ones; 0: there are no more.</param>
    internal sealed record KeyList(IReadOnlyList<string> Keys, ulong Cursor);

    /// <summary>What a key is to have, and for how many seconds; without that for ever.</summary>
    internal sealed record NewValue(JsonNode? Value, double? Ttl);

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder keys = api.MapGroup("/keys").WithTags("keys");
        keys.MapGet("/", ListAsync)
            .WithSummary("Lists keys, some at a time")
            .WithDescription("match: a pattern such as user:*; count: about how many; cursor: from the answer before.")
            .Produces<KeyList>();
        keys.MapGet("/{**key}", GetAsync)
            .WithSummary("A key and what it has")
            .WithDescription(
                "With Accept: application/octet-stream the bytes of a string as they are. The ETag is the version, for If-Match. Linearizable, unless "
                    + "the header Cohort-Read says local."
            )
            .Produces<KeyDocument>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        keys.MapPut("/{**key}", PutAsync)
            .WithSummary("Gives a key a string")
            .WithDescription(
                "The body is the value as it is, or with Content-Type: application/json an object {\"value\": …, \"ttl\": seconds}. If-Match: a version, "
                    + "and If-None-Match: * have it done only if the key is as it was, or is not there."
            )
            .Accepts<NewValue>("application/json", "*/*")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        keys.MapDelete("/{**key}", DeleteAsync)
            .WithSummary("Takes a key out")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request,
        RespServer server,
        string? match,
        int? count,
        ulong? cursor
    )
    {
        if (!HttpApi.TryReadDatabase(request, out int database))
            return HttpApi.NoDatabase();
        if (count is < 1 or > MostCount)
            return HttpApi.Bad($"count goes from 1 to {MostCount}.");
        byte[] pattern = Encoding.UTF8.GetBytes(match ?? "*");
        KeyList list = await server
            .Access.ReadAsync(
                (database, pattern, cursor: cursor ?? 0, count: count ?? UsualCount),
                static (store, asked) => List(store.Keyspace, asked.database, asked.pattern, asked.cursor, asked.count),
                HttpApi.ReadsLocally(request),
                server.Availability.Token
            )
            .ConfigureAwait(false);
        return TypedResults.Ok(list);
    }

    private static KeyList List(Keyspace keyspace, int database, byte[] pattern, ulong cursor, int count)
    {
        (int from, int to, ulong next) = keyspace[database].Scan(cursor, count);
        var keys = new List<string>();
        for (int place = from; place >= to; place--)
        {
            Entry entry = keyspace[database].At(place);
            if (!entry.IsOver(keyspace.Clock) && GlobPattern.Matches(pattern, entry.Key))
                keys.Add(BytesText.Of(entry.Key));
        }
        return new KeyList(keys, next);
    }

    private static async Task<IResult> GetAsync(
        HttpRequest request,
        HttpResponse response,
        RespServer server,
        string key
    )
    {
        if (!HttpApi.TryReadDatabase(request, out int database))
            return HttpApi.NoDatabase();
        bool wantsBytes = request.Headers.Accept.ToString().Contains(Bytes, StringComparison.OrdinalIgnoreCase);
        (KeyDocument? document, byte[]? bytes) = await server
            .Access.ReadAsync(
                (database, key: Encoding.UTF8.GetBytes(key), wantsBytes),
                static (store, asked) => Read(store.Keyspace[asked.database], asked.key, asked.wantsBytes),
                HttpApi.ReadsLocally(request),
                server.Availability.Token
            )
            .ConfigureAwait(false);
        if (document is null)
            return NotThere(key);
        response.Headers.ETag = $"\"{document.Version}\"";
        if (!wantsBytes)
            return TypedResults.Ok(document);
        return bytes is null
            ? TypedResults.Problem(
                $"'{key}' has a {document.Type}, and only a string has bytes. Ask for application/json.",
                statusCode: StatusCodes.Status406NotAcceptable
            )
            : TypedResults.Bytes(bytes, Bytes);
    }

    private static (KeyDocument?, byte[]?) Read(Database database, byte[] key, bool wantsBytes)
    {
        if (database.Find(key) is not { } entry)
            return default;
        return wantsBytes
            ? (
                new KeyDocument("", entry.Value.TypeName, null, entry.Version, null),
                (entry.Value as StringValue)?.Bytes.ToArray()
            )
            : (KeyDocument.Of(entry), null);
    }

    private static async Task<IResult> PutAsync(
        HttpRequest request,
        RespServer server,
        string key,
        CancellationToken cancellationToken
    )
    {
        (byte[]? value, double? ttl, string? problem) = await ReadBodyAsync(request, cancellationToken)
            .ConfigureAwait(false);
        if (value is null)
            return HttpApi.Bad(problem!);
        if (ttl is <= 0 or > 1e12 or double.NaN)
            return HttpApi.Bad("ttl is a number of seconds above 0.");
        var batch = new CommandBatch();
        byte[][] words = ["SET"u8.ToArray(), Encoding.UTF8.GetBytes(key), value];
        if (ttl is { } seconds)
            words = [.. words, "PX"u8.ToArray(), Ascii(Math.Max(1, (long)(seconds * 1000)))];
        if (request.Headers.IfNoneMatch == "*")
            words = [.. words, "NX"u8.ToArray()];
        Add(batch, words);
        return await ChangeAsync(request, server, key, batch, s_ok, Changed(key)).ConfigureAwait(false);
    }

    private static async Task<IResult> DeleteAsync(HttpRequest request, RespServer server, string key)
    {
        var batch = new CommandBatch();
        Add(batch, "DEL"u8.ToArray(), Encoding.UTF8.GetBytes(key));
        return await ChangeAsync(request, server, key, batch, s_one, NotThere(key)).ConfigureAwait(false);
    }

    private static async Task<IResult> ChangeAsync(
        HttpRequest request,
        RespServer server,
        string key,
        CommandBatch batch,
        byte[] expected,
        IResult otherwise
    )
    {
        if (!HttpApi.TryReadDatabase(request, out int database))
            return HttpApi.NoDatabase();
        if (!TryReadConditions(request, database, key, out List<WatchedKey> watched))
            return HttpApi.Bad("If-Match takes the version from an ETag, in quotes, and If-None-Match only *.");
        List<byte[]>? replies = await server
            .Access.TransactAsync(RespVersion.Three, database, watched, batch.Written, server.Availability.Token)
            .ConfigureAwait(false);
        if (replies is null)
            return Changed(key);
        return replies[0].AsSpan().SequenceEqual(expected) ? TypedResults.NoContent() : otherwise;
    }

    private static bool TryReadConditions(HttpRequest request, int database, string key, out List<WatchedKey> watched)
    {
        watched = [];
        string? noneMatch = request.Headers.IfNoneMatch;
        if (noneMatch is not (null or "*"))
            return false;
        if (request.Headers.IfMatch is not [{ } match, ..])
            return true;
        bool isVersion = ulong.TryParse(
            match.Trim('"'),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out ulong version
        );
        if (isVersion)
            watched.Add(new WatchedKey(database, Encoding.UTF8.GetBytes(key), version));
        return isVersion;
    }

    private static async Task<(byte[]? Value, double? Ttl, string? Problem)> ReadBodyAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasJsonContentType())
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
            return (body.ToArray(), null, null);
        }
        try
        {
            NewValue? given = await request.ReadFromJsonAsync<NewValue>(cancellationToken).ConfigureAwait(false);
            byte[]? value = BytesText.BytesOf(given?.Value);
            return (
                value,
                given?.Ttl,
                value is null ? "The body needs a value: a text, a number, or an object with base64." : null
            );
        }
        catch (JsonException e)
        {
            return (null, null, $"The body is not {{\"value\": …, \"ttl\": seconds}}: {e.Message}");
        }
    }

    private static void Add(CommandBatch batch, params ReadOnlySpan<byte[]> words)
    {
        batch.Begin(words.Length);
        foreach (byte[] word in words)
            batch.Add(word);
        batch.End();
    }

    private static byte[] Ascii(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    private static IResult NotThere(string key) =>
        TypedResults.Problem($"There is no key '{key}'.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Changed(string key) =>
        TypedResults.Problem(
            $"'{key}' is not as the request wants it. Read it again, and try with its version.",
            statusCode: StatusCodes.Status412PreconditionFailed
        );
}
