using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Cohort.Server.Connections;
using Cohort.Server.Data;
using Cohort.Server.Store;
using Cohort.Server.Watching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cohort.Server.Http;

/// <summary>Changes of keys as they happen, as server-sent events.</summary>
internal static class WatchEndpoints
{
    private const int MostKeys = 10_000;

    /// <summary>A key that was there when the watching began, or that was changed since.</summary>
    /// <param name="Key">The key; null in the events 'current' and 'reset'.</param>
    /// <param name="Type">What it has; null: it is gone.</param>
    /// <param name="Value">Its value, where that is a string of at most 64 KiB.</param>
    /// <param name="Version">The number of the update that has changed it.</param>
    internal sealed record KeyEvent(string? Key, string? Type, JsonNode? Value, ulong Version);

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/watch", Watch)
            .WithSummary("Changes of keys as they happen")
            .WithDescription(
                "Server-sent events: first an event 'key' for each key with the prefix, then 'current', then 'changed' for each change, in the order of the "
                    + "cluster; none is missed. Where that cannot be, an event 'reset' comes and the stream begins anew."
            )
            .Produces<KeyEvent>(contentType: "text/event-stream")
            .WithTags("watch");

    private static IResult Watch(
        HttpRequest request,
        RespServer server,
        string? prefix,
        CancellationToken cancellationToken
    )
    {
        if (!HttpApi.TryReadDatabase(request, out int database))
            return HttpApi.NoDatabase();
        byte[] begin = Encoding.UTF8.GetBytes(prefix ?? "");
        return TypedResults.ServerSentEvents(ReadAsync(server, database, begin, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<KeyEvent>> ReadAsync(
        RespServer server,
        int database,
        byte[] prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var watcher = new Watcher(database, prefix);
            server.Watchers.Add(watcher);
            try
            {
                (List<KeyChanged> keys, ulong upTo) = await server
                    .Access.ReadAsync(
                        (database, prefix),
                        static (store, asked) => Present(store.Keyspace, asked.database, asked.prefix),
                        isLocal: false,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                foreach (KeyChanged key in keys)
                    yield return Of("key", key);
                yield return Mark("current", upTo);
                await foreach (
                    KeyChanged change in watcher.Changes.ReadAllAsync(cancellationToken).ConfigureAwait(false)
                )
                    if (change.Update > upTo)
                        yield return Of("changed", change);
            }
            finally
            {
                server.Watchers.Remove(watcher);
            }
            yield return Mark("reset", 0);
        }
    }

    private static (List<KeyChanged>, ulong) Present(Keyspace keyspace, int database, byte[] prefix)
    {
        var keys = new List<KeyChanged>();
        for (int place = 0; place < keyspace[database].Count && keys.Count < MostKeys; place++)
        {
            Entry entry = keyspace[database].At(place);
            if (!entry.IsOver(keyspace.Clock) && entry.Key.AsSpan().StartsWith(prefix))
                keys.Add(KeyChanged.Of(keyspace, database, entry.Key) with { Update = entry.Version });
        }
        return (keys, keyspace.Update);
    }

    private static SseItem<KeyEvent> Mark(string kind, ulong upTo) => new(new KeyEvent(null, null, null, upTo), kind);

    private static SseItem<KeyEvent> Of(string kind, KeyChanged change) =>
        new(
            new KeyEvent(
                BytesText.Of(change.Key),
                change.Type,
                change.Value is null ? null : BytesText.NodeOf(change.Value),
                change.Update
            ),
            kind
        );
}
