using Cohort.Server.Data;
using Cohort.Server.Resp;

namespace Cohort.Server.Commands.Blocking;

/// <summary>Commands that wait to be given something. Where they stand in a transaction they take what is there, and do not wait.</summary>
internal static class BlockingCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All => [];

    /// <summary>Whether a command moves something, so that one that finds nothing is told so by a null and not by a null array.</summary>
    public static bool IsMove(in Arguments arguments) => arguments.Is(0, "BLMOVE"u8) || arguments.Is(0, "BRPOPLPUSH"u8);

    /// <summary>Reads how long a command waits.</summary>
    /// <returns>False where it does not say so rightly: the reply is written then.</returns>
    public static bool TryReadTimeout(in Arguments arguments, ReplyWriter reply, out TimeSpan timeout)
    {
        timeout = Timeout.InfiniteTimeSpan;
        bool isFirst = arguments.Is(0, "BLMPOP"u8) || arguments.Is(0, "BZMPOP"u8);
        if (!Numbers.TryParse(arguments[isFirst ? 1 : arguments.Count - 1], out double seconds))
        {
            reply.Error("ERR timeout is not a float or out of range"u8);
            return false;
        }
        if (seconds < 0)
        {
            reply.Error("ERR timeout is negative"u8);
            return false;
        }
        double milliseconds = Math.Ceiling(seconds * 1000);
        // More than a timer can wait for is for ever.
        if (milliseconds > 0 && milliseconds < uint.MaxValue - 1)
            timeout = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }
}
