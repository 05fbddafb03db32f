using System.Globalization;

namespace Cohort.Server.Tests.Differential;

/// <summary>A reply, taken apart.</summary>
/// <param name="Kind">Its first byte.</param>
/// <param name="Text">All of it, each byte as a character.</param>
/// <param name="Value">Of one without parts: what it says. Null where it says nothing.</param>
/// <param name="Parts">Of one with parts: the parts; keys and values of a map follow each other.</param>
internal sealed record Reply(char Kind, string Text, string? Value, IReadOnlyList<Reply> Parts)
{
    private const string End = "\r\n";

    public bool IsError => Kind == '-';

    public override string ToString() => Text.Replace("\r", "\\r").Replace("\n", "\\n");

    /// <summary>Takes the first of some replies.</summary>
    /// <param name="text">The replies.</param>
    /// <param name="at">Where it begins; behind it afterwards.</param>
    public static Reply Take(string text, ref int at)
    {
        int begin = at;
        int end = text.IndexOf(End, at, StringComparison.Ordinal);
        if (end < 0)
            throw new InvalidDataException($"a reply breaks off: {text[at..Math.Min(text.Length, at + 100)]}");
        char kind = text[at];
        string line = text[(at + 1)..end];
        at = end + End.Length;
        switch (kind)
        {
            case '+' or '-' or ':' or ',' or '#' or '(':
                return new Reply(kind, text[begin..at], line, []);
            case '_':
                return new Reply(kind, text[begin..at], null, []);
            case '$' or '=':
                int length = Number(line);
                string? value = length < 0 ? null : text.Substring(at, length);
                at += length < 0 ? 0 : length + End.Length;
                return new Reply(kind, text[begin..at], value, []);
            case '*' or '~' or '%' or '>':
                var parts = new List<Reply>();
                for (int left = Number(line) * (kind == '%' ? 2 : 1); left > 0; left--)
                    parts.Add(Take(text, ref at));
                return new Reply(kind, text[begin..at], null, parts);
            default:
                throw new InvalidDataException($"this is no reply: {text[begin..Math.Min(text.Length, begin + 100)]}");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
