using System.Text;

namespace Cohort.Server.Commands;

/// <summary>Finds a command and has it executed.</summary>
internal static class Dispatch
{
    private const int MostTold = 128;

    /// <summary>Executes a command that belongs to no connection. Exactly one reply is written.</summary>
    public static void Run(in Arguments arguments, Execution execution)
    {
        if (!CommandTable.TryFind(arguments[0], out Command? command) || command.Handler is not { } handler)
            execution.Reply.Error(Unknown(arguments));
        else if (!command.Takes(arguments.Count))
            execution.Reply.Error(Errors.WrongArity(command.Name));
        else
            handler(arguments, execution);
    }

    /// <summary>What is said of a command that there is not.</summary>
    public static string Unknown(in Arguments arguments)
    {
        var told = new StringBuilder($"ERR unknown command '{Shortened(arguments[0])}', with args beginning with: ");
        int left = MostTold;
        for (int index = 1; index < arguments.Count && left > 0; index++)
        {
            ReadOnlySpan<byte> argument = arguments[index];
            string text = Encoding.Latin1.GetString(argument[..Math.Min(argument.Length, left)]);
            told.Append('\'').Append(text).Append("' ");
            left -= text.Length + 3;
        }
        return told.ToString();
    }

    private static string Shortened(ReadOnlySpan<byte> name) =>
        Encoding.Latin1.GetString(name[..Math.Min(name.Length, MostTold)]);
}
