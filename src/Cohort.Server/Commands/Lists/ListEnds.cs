using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Lists;

/// <summary>The ends of lists as commands name them.</summary>
internal static class ListEnds
{
    /// <summary>Reads LEFT or RIGHT.</summary>
    /// <returns>False where it is neither: the reply is written then.</returns>
    public static bool TryReadEnd(this Execution execution, in Arguments arguments, int index, out ListEnd end)
    {
        bool isRight = arguments.Is(index, "RIGHT"u8);
        end = isRight ? ListEnd.Right : ListEnd.Left;
        if (isRight || arguments.Is(index, "LEFT"u8))
            return true;
        execution.Reply.Error(Errors.Syntax);
        return false;
    }
}
