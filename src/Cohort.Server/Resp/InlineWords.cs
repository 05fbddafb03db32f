using System.Buffers.Text;

namespace Cohort.Server.Resp;

/// <summary>Splits a line that somebody has typed: words between blanks, in quotes where they have blanks in them.</summary>
internal static class InlineWords
{
    /// <summary>Splits a line.</summary>
    /// <returns>False where a quote is not closed, or something stands right behind one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, List<byte[]> words)
    {
        var word = new List<byte>();
        int at = 0;
        while (true)
        {
            while (at < line.Length && IsBlank(line[at]))
                at++;
            if (at == line.Length)
                return true;
            word.Clear();
            while (at < line.Length && !IsBlank(line[at]))
            {
                byte quote = line[at];
                if (quote is not ((byte)'"' or (byte)'\''))
                {
                    word.Add(quote);
                    at++;
                    continue;
                }
                if (!TryReadQuoted(line, ref at, word) || (at < line.Length && !IsBlank(line[at])))
                    return false;
            }
            words.Add([.. word]);
        }
    }

    private static bool TryReadQuoted(ReadOnlySpan<byte> line, ref int at, List<byte> word)
    {
        byte quote = line[at++];
        while (at < line.Length)
        {
            byte letter = line[at++];
            if (letter == quote)
                return true;
            if (letter == '\\' && at < line.Length)
                letter = quote == '"' ? Escaped(line, ref at) : Single(line, ref at);
            word.Add(letter);
        }
        return false;
    }

    private static byte Single(ReadOnlySpan<byte> line, ref int at)
    {
        if (line[at] != '\'')
            return (byte)'\\';
        at++;
        return (byte)'\'';
    }

    private static byte Escaped(ReadOnlySpan<byte> line, ref int at)
    {
        byte letter = line[at++];
        if (
            letter == 'x'
            && line.Length - at >= 2
            && Utf8Parser.TryParse(line.Slice(at, 2), out byte value, out int used, 'x')
            && used == 2
        )
        {
            at += 2;
            return value;
        }
        return letter switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'a' => (byte)'\a',
            _ => letter,
        };
    }

    private static bool IsBlank(byte letter) => letter is (byte)' ' or (>= 9 and <= 13) or 0;
}
