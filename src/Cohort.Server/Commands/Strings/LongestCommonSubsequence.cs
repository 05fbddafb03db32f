using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Strings;

/// <summary>LCS key1 key2 [LEN] [IDX] [MINMATCHLEN length] [WITHMATCHLEN]: what two strings have in common, in order.</summary>
internal static class LongestCommonSubsequence
{
    // The table has a number for each pair of bytes.
    private const long MostPairs = 64 << 20;

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All => [Command.Read("LCS", -3, Execute, 1, 2)];

    private readonly record struct Match(int FirstStart, int FirstEnd, int SecondStart, int SecondEnd)
    {
        public int Length => FirstEnd - FirstStart + 1;
    }

    private static void Execute(in Arguments arguments, Execution execution)
    {
        if (
            execution.Find(arguments[1])?.Value is { } one and not StringValue
            || execution.Find(arguments[2])?.Value is { } two and not StringValue
        )
        {
            execution.Reply.Error("ERR The specified keys must contain string values"u8);
            return;
        }
        bool wantsLength = false;
        bool wantsMatches = false;
        bool wantsLengths = false;
        long least = 0;
        for (int index = 3; index < arguments.Count; index++)
        {
            if (arguments.Is(index, "IDX"u8))
                wantsMatches = true;
            else if (arguments.Is(index, "LEN"u8))
                wantsLength = true;
            else if (arguments.Is(index, "WITHMATCHLEN"u8))
                wantsLengths = true;
            else if (arguments.Is(index, "MINMATCHLEN"u8) && index + 1 < arguments.Count)
            {
                if (!execution.TryReadInteger(arguments[++index], out least))
                    return;
            }
            else
            {
                execution.Reply.Error(Errors.Syntax);
                return;
            }
        }
        if (wantsMatches && wantsLength)
        {
            execution.Reply.Error("ERR If you want both the length and indexes, please just use IDX."u8);
            return;
        }
        ReadOnlySpan<byte> first = BytesOf(arguments[1], execution);
        ReadOnlySpan<byte> second = BytesOf(arguments[2], execution);
        if ((first.Length + 1L) * (second.Length + 1L) > MostPairs)
        {
            execution.Reply.Error("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len"u8);
            return;
        }
        int[] table = Lengths(first, second);
        int length = table[^1];
        if (wantsLength)
            execution.Reply.Integer(length);
        else if (wantsMatches)
            Write(Matches(first, second, table, least, []), length, wantsLengths, execution);
        else
            WriteCommon(first, second, table, execution);
    }

    private static ReadOnlySpan<byte> BytesOf(ReadOnlySpan<byte> key, Execution execution) =>
        execution.Find(key)?.Value is StringValue value ? value.Bytes : [];

    private static int[] Lengths(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int width = second.Length + 1;
        var table = new int[(first.Length + 1) * width];
        for (int row = 1; row <= first.Length; row++)
        for (int column = 1; column <= second.Length; column++)
            table[row * width + column] =
                first[row - 1] == second[column - 1]
                    ? table[(row - 1) * width + column - 1] + 1
                    : Math.Max(table[(row - 1) * width + column], table[row * width + column - 1]);
        return table;
    }

    private static void WriteCommon(
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> second,
        int[] table,
        Execution execution
    )
    {
        var common = new byte[table[^1]];
        int left = common.Length;
        Walk(first, second, table, (row, _, byteAt) => common[--left] = byteAt);
        execution.Reply.Bulk(common);
    }

    private static List<Match> Matches(
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> second,
        int[] table,
        long least,
        List<Match> matches
    )
    {
        Match? open = null;
        Walk(
            first,
            second,
            table,
            (row, column, _) =>
            {
                if (open is { } match && match.FirstStart == row + 1 && match.SecondStart == column + 1)
                {
                    open = match with { FirstStart = row, SecondStart = column };
                    return;
                }
                if (open is { } complete && complete.Length >= least)
                    matches.Add(complete);
                open = new Match(row, row, column, column);
            }
        );
        if (open is { } last && last.Length >= least)
            matches.Add(last);
        return matches;
    }

    // From the ends to the beginnings: where each byte that both have is in each.
    private static void Walk(
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> second,
        int[] table,
        Action<int, int, byte> found
    )
    {
        int width = second.Length + 1;
        int row = first.Length;
        int column = second.Length;
        while (row > 0 && column > 0)
        {
            if (first[row - 1] == second[column - 1])
            {
                found(--row, --column, first[row]);
                continue;
            }
            if (table[(row - 1) * width + column] > table[row * width + column - 1])
                row--;
            else
                column--;
        }
    }

    private static void Write(List<Match> matches, int length, bool wantsLengths, Execution execution)
    {
        execution.Reply.Map(2);
        execution.Reply.Bulk("matches"u8);
        execution.Reply.Array(matches.Count);
        foreach (Match match in matches)
        {
            execution.Reply.Array(wantsLengths ? 3 : 2);
            WriteRange(match.FirstStart, match.FirstEnd, execution);
            WriteRange(match.SecondStart, match.SecondEnd, execution);
            if (wantsLengths)
                execution.Reply.Integer(match.Length);
        }
        execution.Reply.Bulk("len"u8);
        execution.Reply.Integer(length);
    }

    private static void WriteRange(int from, int to, Execution execution)
    {
        execution.Reply.Array(2);
        execution.Reply.Integer(from);
        execution.Reply.Integer(to);
    }
}
