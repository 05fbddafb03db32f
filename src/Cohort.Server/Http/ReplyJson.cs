using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Cohort.Server.Http;

/// <summary>Replies of commands, in the form of RESP3, as JSON: maps are objects, errors are objects with the member "error".</summary>
internal ref struct ReplyJson(ReadOnlySpan<byte> replies)
{
    private ReadOnlySpan<byte> _rest = replies;

    /// <summary>Whether there is another reply.</summary>
    public readonly bool HasMore => !_rest.IsEmpty;

    /// <summary>Takes the next reply off.</summary>
    public JsonNode? Next()
    {
        byte kind = _rest[0];
        int end = _rest.IndexOf("\r\n"u8);
        string line = Encoding.UTF8.GetString(_rest[1..end]);
        _rest = _rest[(end + 2)..];
        return kind switch
        {
            (byte)'+' => JsonValue.Create(line),
            (byte)'-' => new JsonObject { ["error"] = line },
            (byte)':' => JsonValue.Create(Count(line)),
            (byte)',' => NumberOf(line),
            (byte)'#' => JsonValue.Create(line == "t"),
            (byte)'_' => null,
            (byte)'$' => Bulk((int)Count(line), 0),
            (byte)'=' => Bulk((int)Count(line), "txt:".Length),
            (byte)'%' => Map(Count(line)),
            _ => List(Count(line)),
        };
    }

    private static long Count(string line) => long.Parse(line, CultureInfo.InvariantCulture);

    private static JsonNode NumberOf(string line) =>
        double.TryParse(line, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(line);

    private JsonNode? Bulk(int length, int prefix)
    {
        if (length < 0)
            return null;
        JsonNode text = BytesText.NodeOf(_rest[prefix..length]);
        _rest = _rest[(length + 2)..];
        return text;
    }

    private JsonArray? List(long count)
    {
        if (count < 0)
            return null;
        var list = new JsonArray();
        for (; count > 0; count--)
            list.Add(Next());
        return list;
    }

    private JsonObject Map(long count)
    {
        var map = new JsonObject();
        for (; count > 0; count--)
        {
            JsonNode? name = Next();
            map[
                name is JsonValue value && value.TryGetValue(out string? text) ? text : name?.ToJsonString() ?? "null"
            ] = Next();
        }
        return map;
    }
}
