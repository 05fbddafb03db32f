using Spectre.Console;

namespace Cohort.Cli.Output;

/// <summary>Tables for people, also where they are read by a program that has no width.</summary>
internal static class TableOutput
{
    private const int LongestLine = 10_000;

    /// <summary>Writes a table to standard output.</summary>
    public static void Write(Table table)
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console = AnsiConsole.Create(
                new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(Console.Out) }
            );
            console.Profile.Width = LongestLine;
        }
        console.Write(table);
    }
}
