using System.Text.Json.Nodes;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Http;

/// <summary>A key and what it has.</summary>
/// <param name="Key">The key.</param>
/// <param name="Type">string, list, set, zset or hash.</param>
/// <param name="Value">A text for a string, an array for a list or a set, an object for a hash, an array of members with scores for a sorted
/// set. What is no UTF-8 is an object with the bytes as base64.</param>
/// <param name="Version">Changes with each change of the key, and never comes again: what If-Match takes.</param>
/// <param name="ExpiresAt">When it expires; null: never.</param>
internal sealed record KeyDocument(string Key, string Type, JsonNode? Value, ulong Version, DateTimeOffset? ExpiresAt)
{
    /// <summary>A key as it is.</summary>
    public static KeyDocument Of(Entry entry) =>
        new(
            BytesText.Of(entry.Key),
            entry.Value.TypeName,
            NodeOf(entry.Value),
            entry.Version,
            entry.ExpiresAt == Entry.Never ? null : TimeOf(entry.ExpiresAt)
        );

    // A time can be later than dates go.
    private static DateTimeOffset TimeOf(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        );

    private static JsonNode? NodeOf(Value value) =>
        value switch
        {
            StringValue text => BytesText.NodeOf(text.Bytes),
            ListValue list => ArrayOf(list.Items.ToArray()),
            SetValue set => ArrayOf([.. Enumerable.Range(0, set.Count).Select(place => set[place].Key)]),
            HashValue hash => FieldsOf(hash),
            SortedSetValue sorted => MembersOf(sorted),
            _ => throw new System.Diagnostics.UnreachableException(value.TypeName),
        };

    private static JsonArray ArrayOf(byte[][] items) => new([.. items.Select(item => BytesText.NodeOf(item))]);

    private static JsonObject FieldsOf(HashValue hash)
    {
        var fields = new JsonObject();
        for (int place = 0; place < hash.Count; place++)
            fields[BytesText.Of(hash[place].Key)] = BytesText.NodeOf(hash[place].Value);
        return fields;
    }

    private static JsonArray MembersOf(SortedSetValue sorted)
    {
        var members = new JsonArray();
        foreach (ScoredMember member in sorted.From(0, sorted.Count))
            members.Add(
                new JsonObject { ["member"] = BytesText.NodeOf(member.Key), ["score"] = NumberOf(member.Score) }
            );
        return members;
    }

    // JSON has no infinite numbers.
    private static JsonNode NumberOf(double score) =>
        double.IsFinite(score) ? JsonValue.Create(score) : JsonValue.Create(Resp.DoubleText.Of(score));
}
