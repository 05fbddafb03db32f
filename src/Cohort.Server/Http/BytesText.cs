using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Cohort.Server.Http;

/// <summary>Bytes in JSON: text where they are UTF-8.</summary>
internal static class BytesText
{
    /// <summary>As text; what is no UTF-8 is replaced.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>As text, or as an object with the bytes as base64.</summary>
    public static JsonNode NodeOf(ReadOnlySpan<byte> bytes) =>
        Utf8.IsValid(bytes)
            ? JsonValue.Create(Encoding.UTF8.GetString(bytes))
            : new JsonObject { ["base64"] = Convert.ToBase64String(bytes) };

    /// <summary>The bytes of what <see cref="NodeOf"/> has made, or of what JSON writes for a number or a truth.</summary>
    /// <returns>Null where it is none of these.</returns>
    public static byte[]? BytesOf(JsonNode? node) =>
        node switch
        {
            JsonObject { Count: 1 } value when value["base64"] is JsonValue encoded => FromBase64(encoded),
            JsonValue value when value.TryGetValue(out string? text) => Encoding.UTF8.GetBytes(text),
            JsonValue value => Encoding.UTF8.GetBytes(value.ToJsonString()),
            _ => null,
        };

    private static byte[]? FromBase64(JsonValue encoded)
    {
        if (!encoded.TryGetValue(out string? text))
            return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? bytes[..length] : null;
    }
}
