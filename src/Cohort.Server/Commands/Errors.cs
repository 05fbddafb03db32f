namespace Cohort.Server.Commands;

/// <summary>What Redis answers where something is wrong: clients know these words.</summary>
internal static class Errors
{
    public static ReadOnlySpan<byte> WrongType => "WRONGTYPE Operation against a key holding the wrong kind of value"u8;

    public static ReadOnlySpan<byte> NotAnInteger => "ERR value is not an integer or out of range"u8;

    public static ReadOnlySpan<byte> NotAFloat => "ERR value is not a valid float"u8;

    public static ReadOnlySpan<byte> Syntax => "ERR syntax error"u8;

    public static ReadOnlySpan<byte> NoSuchKey => "ERR no such key"u8;

    public static ReadOnlySpan<byte> OutOfRange => "ERR index out of range"u8;

    public static ReadOnlySpan<byte> WouldOverflow => "ERR increment or decrement would overflow"u8;

    public static ReadOnlySpan<byte> NotPositive => "ERR value is out of range, must be positive"u8;

    public static ReadOnlySpan<byte> InvalidCursor => "ERR invalid cursor"u8;

    public static ReadOnlySpan<byte> ValueOutOfRange => "ERR value is out of range"u8;

    public static ReadOnlySpan<byte> NoKeys => "ERR numkeys should be greater than 0"u8;

    public static ReadOnlySpan<byte> MoreKeysThanArguments =>
        "ERR Number of keys can't be greater than number of args"u8;

    public static ReadOnlySpan<byte> NoneWanted => "ERR count should be greater than 0"u8;

    public static ReadOnlySpan<byte> NegativeLimit => "ERR LIMIT can't be negative"u8;

    public static ReadOnlySpan<byte> NoRank =>
        "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... "u8
        + "or use negative to start from the end of the list"u8;

    /// <summary>Of a command that was called with too few arguments or too many.</summary>
    public static string WrongArity(string command) =>
        $"ERR wrong number of arguments for '{command.ToLowerInvariant()}' command";
}
