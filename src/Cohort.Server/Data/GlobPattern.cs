namespace Cohort.Server.Data;

/// <summary>
/// Patterns as KEYS, SCAN and PSUBSCRIBE take them: '*' any bytes, '?' one byte, '[a-c]' one of these, '[^a]' none of these, '\' takes the
/// next byte as it is. However a pattern is made, it takes at most as many steps as pattern and text have bytes, multiplied.
/// </summary>
internal static class GlobPattern
{
    /// <summary>Whether a text is what the pattern says, from its beginning to its end.</summary>
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int at = 0;
        int textAt = 0;
        // Where to go on when what follows a star does not fit: only the last star matters, since an earlier one can take nothing that
        // this one could not.
        int starAt = -1;
        int starTextAt = 0;
        while (true)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (starAt, starTextAt) = (++at, textAt);
                continue;
            }
            if (textAt == text.Length)
                return at == pattern.Length;
            if (at < pattern.Length && MatchesOne(pattern, ref at, text[textAt]))
            {
                textAt++;
                continue;
            }
            if (starAt < 0)
                return false;
            (at, textAt) = (starAt, ++starTextAt);
        }
    }

    private static bool MatchesOne(ReadOnlySpan<byte> pattern, ref int at, byte letter)
    {
        switch (pattern[at])
        {
            case (byte)'?':
                at++;
                return true;
            case (byte)'[':
                return MatchesClass(pattern, ref at, letter);
            case (byte)'\\' when at + 1 < pattern.Length:
                at += 2;
                return pattern[at - 1] == letter;
            default:
                return pattern[at++] == letter;
        }
    }

    // A class that is not closed ends with the pattern.
    private static bool MatchesClass(ReadOnlySpan<byte> pattern, ref int at, byte letter)
    {
        int next = at + 1;
        bool isNegated = next < pattern.Length && pattern[next] == '^';
        if (isNegated)
            next++;
        bool isIn = false;
        while (next < pattern.Length && pattern[next] != ']')
        {
            if (pattern[next] == '\\' && next + 1 < pattern.Length)
            {
                isIn |= pattern[next + 1] == letter;
                next += 2;
            }
            else if (next + 2 < pattern.Length && pattern[next + 1] == '-')
            {
                byte one = pattern[next];
                byte other = pattern[next + 2];
                isIn |= letter >= Math.Min(one, other) && letter <= Math.Max(one, other);
                next += 3;
            }
            else
            {
                isIn |= pattern[next++] == letter;
            }
        }
        at = Math.Min(next + 1, pattern.Length);
        return isIn != isNegated;
    }
}
