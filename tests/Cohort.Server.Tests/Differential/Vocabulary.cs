namespace Cohort.Server.Tests.Differential;

/// <summary>Words of which commands are made: few, so that they meet, and those at the edges.</summary>
internal sealed class Vocabulary(Random random)
{
    private const int KeysOfAKind = 3;

    private static readonly string[] s_kinds = ["string", "hash", "list", "set", "zset"];

    private static readonly string[] s_members =
    [
        .. new[] { "a", "b", "c", "d", "e", "f", "1", "2", "3", "-3", "10", "007", "1.5", "", "A", "ab", "abc" },
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "line\r\nline",
        "\u00ff\0\u0080",
        new string('x', 64),
        new string('y', 65),
    ];

    private static readonly string[] s_scores =
    [
        .. new[] { "0", "1", "2", "3", "-1", "-2", "0.1", "0.2", "1.5", "2.5", "10", "1e3", "-0", "+5", ".5", "5." },
        .. new[] { "inf", "-inf", "+inf", "Infinity", "1e17", "-1e17", "123456789012345678", "3.0e-5", "1e-10" },
        .. new[] { "1e300", "-1e300", "0.30000000000000004", "9007199254740993", "4611686018427387904" },
    ];

    private static readonly string[] s_strangeNumbers =
    [
        .. new[]
        {
            "",
            " ",
            "x",
            "1x",
            " 1",
            "1 ",
            "nan",
            "-nan",
            "1e400",
            "-1e400",
            "1e-400",
            "e5",
            ".",
            "-",
            "+",
            "1e",
        },
        .. new[]
        {
            "--1",
            "1,5",
            "0x",
            "infx",
            "1\0",
            "99999999999999999999",
            "-9223372036854775809",
            "1.0",
            "00",
            "-0",
        },
    ];

    private static readonly string[] s_integers =
    [
        .. new[] { "0", "1", "2", "3", "4", "5", "-1", "-2", "-3", "-4", "7", "100", "-100" },
        .. new[] { "9223372036854775807", "-9223372036854775807", "2147483648" },
    ];

    private static readonly string[] s_fractions =
    [
        .. new[]
        {
            "1",
            "0.1",
            "0.2",
            "-0.1",
            "10.5",
            "1000.1",
            "-1000.1",
            "5.0e3",
            "3.33e-5",
            "1e20",
            "1e-17",
            "1e-18",
        },
        .. new[] { "-0", "0", "123456789.123456789", "99999999999999999999", "1e300", "-1e300", "1e4000", "+.5", "5." },
        .. new[] { "1.5e-5", "0.00000000000000001", "18446744073709551616", "18446744073709551615.5", "1e4931" },
    ];

    private static readonly string[] s_futureMoments = ["5000000000000", "6000000000000", "7000000000000"];

    private static readonly string[] s_pastMoments =
    [
        "1",
        "0",
        "-1",
        "1000",
        "x",
        "",
        "9223372036854775807",
        "-5000000000000",
    ];

    private static readonly string[] s_noTimes =
    [
        "0",
        "-1",
        "-100",
        "x",
        "",
        "1.5",
        "9223372036854775807",
        "-9223372036854775807",
    ];

    private static readonly string[] s_databases = ["-1", "15", "16", "x", "", "9223372036854775807"];

    // None with which a string would take much memory.
    private static readonly string[] s_offsets = ["-1", "4294967296", "9223372036854775807", "x", "", "1.0", "01"];

    // None with which Redis would draw until it has no memory left.
    private static readonly string[] s_draws =
    [
        .. new[]
        {
            "9223372036854775807",
            "-9223372036854775808",
            "4611686018427387904",
            "x",
            "",
            "1.0",
            "100",
            "-100",
        },
    ];

    private static readonly string[] s_patterns =
    [
        .. new[] { "*", "a*", "?", "[a-c]", "[^a]*", "*b*", "\\a", "[a", "", "1*", "*[0-9]", "x*x", "nothing" },
    ];

    private int _keys = 1;

    /// <summary>What it draws with.</summary>
    public Random Random { get; } = random;

    /// <summary>Draws what a word of the grammar stands for.</summary>
    public IEnumerable<string> Draw(string name) =>
        name switch
        {
            "key" => [AnyKey()],
            "string" or "hash" or "list" or "set" or "zset" => [Key(name)],
            "sets" => Counted(() => Key(Random.Next(4) == 0 ? "zset" : "set")),
            "zsets" => Counted(() => Key(Random.Next(4) == 0 ? "set" : "zset")),
            "lists" => Counted(() => Key("list")),
            "weights" => Enumerable.Range(0, _keys).Select(_ => Score()),
            "lex" => [$"lex{Random.Next(2)}"],
            "lexmember" => [Member()],
            "lexbound" => [LexBound()],
            "member" or "value" => [Member()],
            "score" => [Score()],
            "bound" => [(Random.Next(3) == 0 ? "(" : "") + (Random.Next(40) == 0 ? "" : Score())],
            "integer" => [Integer()],
            "fraction" => [Random.Next(15) == 0 ? Pick(s_strangeNumbers) : Pick(s_fractions)],
            "count" => [Random.Next(20) == 0 ? Integer() : $"{Random.Next(8)}"],
            "draws" => [Random.Next(10) == 0 ? Pick(s_draws) : $"{Random.Next(-5, 9)}"],
            "cursor" => ["0"],
            "lasting" => [Random.Next(8) == 0 ? Pick(s_noTimes) : Pick(["100000", "200000", "300000"])],
            "future" => [Random.Next(8) == 0 ? Pick(s_noTimes) : Pick(s_futureMoments)],
            "moment" => [Random.Next(8) == 0 ? Pick(s_pastMoments) : Pick(s_futureMoments)],
            "timeout" => [Random.Next(12) == 0 ? Pick(s_strangeNumbers) : Pick(["0", "1", "0.5", "-1", "1e3"])],
            "database" => [Random.Next(8) == 0 ? Pick(s_databases) : $"{Random.Next(3)}"],
            "offset" => [Random.Next(15) == 0 ? Pick(s_offsets) : $"{Random.Next(130)}"],
            "bittype" => [BitType()],
            "bitfield" => BitField(),
            "type" => [Pick(["string", "hash", "list", "set", "zset", "ZSET", "nothing"])],
            "keypattern" => [Pick(["*", "s*", "*0", "[hl]*", "?ist?", "zset1", "nothing*", "*[12]"])],
            "pattern" => [Pick(s_patterns)],
            "manymembers" => Enumerable.Range(0, 60).Select(_ => $"{Random.Next(700)}"),
            "manypairs" => Enumerable.Range(0, 60).SelectMany(_ => new[] { $"{Random.Next(700)}", Member() }),
            "manyscored" => Enumerable
                .Range(0, 30)
                .SelectMany(_ => new[] { $"{Random.Next(20)}", $"{Random.Next(200)}" }),
            "manylex" => Enumerable.Range(0, 30).SelectMany(_ => new[] { "0", $"{Random.Next(200)}" }),
            _ => throw new InvalidOperationException($"there is no word {name}"),
        };

    /// <summary>What does not belong where it stands.</summary>
    public string Strange() =>
        Random.Next(4) switch
        {
            0 => Pick(s_strangeNumbers),
            1 => Member(),
            2 => AnyKey(),
            _ => Pick(["NX", "XX", "COUNT", "LIMIT", "WITHSCORES", "WITHVALUES", "LEFT", "MAX", "STORE", "REV", "CH"]),
        };

    private string BitType() =>
        Random.Next(15) == 0
            ? Pick(["u64", "i65", "u0", "x8", "u", "", "i-1", "u08"])
            : Pick(["u1", "i1", "u8", "i8", "u16", "i16", "u63", "i64", "i5"]);

    private string[] BitField()
    {
        string offset =
            (Random.Next(3) == 0 ? "#" : "") + (Random.Next(15) == 0 ? Pick(s_offsets) : $"{Random.Next(40)}");
        return Random.Next(6) switch
        {
            0 => ["OVERFLOW", Pick(["WRAP", "SAT", "FAIL", "sat", "NEVER"])],
            <= 2 => ["GET", BitType(), offset],
            3 => ["SET", BitType(), offset, Integer()],
            _ => ["INCRBY", BitType(), offset, Integer()],
        };
    }

    private string AnyKey() => $"{Pick(s_kinds)}{Random.Next(KeysOfAKind)}";

    private string Key(string kind) => Random.Next(30) == 0 ? AnyKey() : $"{kind}{Random.Next(KeysOfAKind)}";

    private string Member() => Pick(s_members);

    private string Score() => Random.Next(30) == 0 ? Pick(s_strangeNumbers) : Pick(s_scores);

    private string Integer() => Random.Next(25) == 0 ? Pick(s_strangeNumbers) : Pick(s_integers);

    private string LexBound() =>
        Random.Next(8) switch
        {
            0 => "-",
            1 => "+",
            2 when Random.Next(3) == 0 => Member(),
            <= 4 => "[" + Member(),
            _ => "(" + Member(),
        };

    private IEnumerable<string> Counted(Func<string> key)
    {
        _keys = 1 + Random.Next(3);
        string told = Random.Next(25) == 0 ? Integer() : $"{_keys}";
        return [told, .. Enumerable.Range(0, _keys).Select(_ => key())];
    }

    private string Pick(string[] words) => words[Random.Next(words.Length)];
}
