namespace Cohort.Server.Commands.Keys;

/// <summary>Keys, whatever they have.</summary>
internal static class KeyCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Write("DEL", -2, Delete, 1, -1),
            Command.Write("UNLINK", -2, Delete, 1, -1),
            Command.Read("EXISTS", -2, Exists, 1, -1),
            Command.Read("TYPE", 2, Type),
        ];

    private static void Delete(in Arguments arguments, Execution execution)
    {
        int deleted = 0;
        for (int index = 1; index < arguments.Count; index++)
            if (execution.Database.Remove(arguments[index]))
                deleted++;
        execution.Reply.Integer(deleted);
    }

    private static void Exists(in Arguments arguments, Execution execution)
    {
        int present = 0;
        for (int index = 1; index < arguments.Count; index++)
            if (execution.Find(arguments[index]) is not null)
                present++;
        execution.Reply.Integer(present);
    }

    private static void Type(in Arguments arguments, Execution execution) =>
        execution.Reply.Simple(
            System.Text.Encoding.ASCII.GetBytes(execution.Find(arguments[1])?.Value.TypeName ?? "none")
        );
}
