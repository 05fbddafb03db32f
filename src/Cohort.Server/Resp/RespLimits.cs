namespace Cohort.Server.Resp;

/// <summary>What a client may send.</summary>
/// <param name="Arguments">The most arguments of a command.</param>
/// <param name="ArgumentBytes">The most bytes of an argument.</param>
/// <param name="CommandBytes">The most bytes of all arguments of a command.</param>
internal readonly record struct RespLimits(int Arguments, int ArgumentBytes, int CommandBytes)
{
    /// <summary>The longest line: what a command begins with, or one that is written by hand.</summary>
    public const int Line = 64 << 10;

    /// <summary>Of somebody who has not said the password yet; as Redis has it.</summary>
    public static RespLimits Unauthenticated { get; } = new(10, 16 << 10, 64 << 10);
}
