using System.Text.Json;
using System.Text.Json.Nodes;
using Cohort.Server.Commands;
using Cohort.Server.Connections;
using Cohort.Server.Resp;
using Cohort.Server.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cohort.Server.Http;

/// <summary>Commands of Redis in JSON: one, or several that are executed together.</summary>
internal static class CommandEndpoints
{
    private const int MostCommands = 1024;

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/commands", ExecuteAsync)
            .WithSummary("Executes a command, or several as a transaction")
            .WithDescription(
                "The body is a command as an array, [\"SET\", \"a\", \"1\"], or an array of commands, which are executed with nothing in between. "
                    + "The answer is the reply, or an array of replies; an error is an object with the member \"error\"."
            )
            .Accepts<JsonArray>("application/json")
            .Produces<JsonNode>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithTags("commands");

    private static async Task<IResult> ExecuteAsync(
        HttpRequest request,
        RespServer server,
        CancellationToken cancellationToken
    )
    {
        if (!HttpApi.TryReadDatabase(request, out int database))
            return HttpApi.NoDatabase();
        (JsonArray? commands, bool isOne, string? problem) = await ReadAsync(request, cancellationToken)
            .ConfigureAwait(false);
        if (commands is null)
            return HttpApi.Bad(problem!);
        var batch = new CommandBatch();
        bool isRead = true;
        for (int index = 0; index < commands.Count; index++)
        {
            problem = Add(commands[index], server, batch, ref isRead);
            if (problem is not null)
                return HttpApi.Bad(isOne ? problem : $"Command {index}: {problem}");
        }
        List<JsonNode?> replies = isRead
            ? await ReadAsync(batch, database, request, server).ConfigureAwait(false)
            : await WriteAsync(batch, database, server).ConfigureAwait(false);
        return TypedResults.Json(isOne ? replies[0] : new JsonArray([.. replies]));
    }

    private static async Task<(JsonArray? Commands, bool IsOne, string? Problem)> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        const string Expected = "The body is a command as an array, [\"SET\", \"a\", \"1\"], or an array of commands.";
        JsonNode? body;
        try
        {
            body = await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            return (null, false, $"The body is no JSON: {e.Message}");
        }
        if (body is not JsonArray { Count: > 0 } array)
            return (null, false, Expected);
        if (array[0] is JsonArray)
            return array.Count > MostCommands
                ? (null, false, $"There are {array.Count} commands; at most {MostCommands} go together.")
                : (array, false, null);
        return (new JsonArray(array.DeepClone()), true, null);
    }

    private static string? Add(JsonNode? node, RespServer server, CommandBatch batch, ref bool isRead)
    {
        if (node is not JsonArray { Count: > 0 } words)
            return "it is no array of words.";
        var arguments = new List<byte[]>();
        foreach (JsonNode? word in words)
        {
            if (BytesText.BytesOf(word) is not { } bytes)
                return $"{word?.ToJsonString() ?? "null"} is neither text nor a number, nor an object with base64.";
            arguments.Add(bytes);
        }
        if (
            !CommandTable.TryFind(arguments[0], out Command? command)
            || command.Handler is null
            || (command.Traits & CommandTraits.Internal) != 0
        )
            return $"'{BytesText.Of(arguments[0])}' is no command that can be called here.";
        if (!command.Takes(arguments.Count))
            return $"{command.Name} takes another number of arguments.";
        isRead &= command.IsRead;
        if (command.Name == "PUBLISH")
        {
            arguments[0] = Commands.PubSub.PublishingCommands.Counted.ToArray();
            arguments.Add(
                System.Text.Encoding.ASCII.GetBytes(
                    server
                        .Subscriptions.ReceiversOf(arguments[1])
                        .ToString(System.Globalization.CultureInfo.InvariantCulture)
                )
            );
        }
        batch.Begin(arguments.Count);
        foreach (byte[] argument in arguments)
            batch.Add(argument);
        batch.End();
        return null;
    }

    private static async Task<List<JsonNode?>> ReadAsync(
        CommandBatch batch,
        int database,
        HttpRequest request,
        RespServer server
    )
    {
        var replies = new ReplyWriter { Version = RespVersion.Three };
        await server
            .Access.ReadAsync(
                batch.WrittenMemory,
                database,
                replies,
                HttpApi.ReadsLocally(request),
                server.Availability.Token
            )
            .ConfigureAwait(false);
        return Parse(replies.Written);
    }

    private static async Task<List<JsonNode?>> WriteAsync(CommandBatch batch, int database, RespServer server)
    {
        List<byte[]>? replies = await server
            .Access.TransactAsync(
                RespVersion.Three,
                database,
                (IReadOnlyCollection<WatchedKey>)[],
                batch.Written,
                server.Availability.Token
            )
            .ConfigureAwait(false);
        // Nothing was watched: there are replies.
        return [.. replies!.Select(reply => Parse(reply)[0])];
    }

    private static List<JsonNode?> Parse(ReadOnlySpan<byte> replies)
    {
        var parsed = new List<JsonNode?>();
        var reader = new ReplyJson(replies);
        while (reader.HasMore)
            parsed.Add(reader.Next());
        return parsed;
    }
}
