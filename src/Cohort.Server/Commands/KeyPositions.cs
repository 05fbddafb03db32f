using Cohort.Server.Data;

namespace Cohort.Server.Commands;

/// <summary>Which arguments of a command are keys.</summary>
internal static class KeyPositions
{
    /// <summary>The keys of a command that takes its arguments.</summary>
    public static List<byte[]> Of(Command command, in Arguments arguments)
    {
        var keys = new List<byte[]>();
        if (command.CountAt > 0)
        {
            // Behind the number of keys stand the keys.
            if (arguments.Count > command.CountAt && Numbers.TryParse(arguments[command.CountAt], out int count))
                for (int index = 0; index < count && command.CountAt + 1 + index < arguments.Count; index++)
                    keys.Add(arguments[command.CountAt + 1 + index].ToArray());
            return keys;
        }
        if (command.FirstKey == 0)
            return keys;
        int last = command.LastKey < 0 ? arguments.Count + command.LastKey : command.LastKey;
        for (int index = command.FirstKey; index <= Math.Min(last, arguments.Count - 1); index += command.KeyStep)
            keys.Add(arguments[index].ToArray());
        return keys;
    }
}
