namespace Cohort.Server.Commands;

/// <summary>Commands that say themselves how many keys they have.</summary>
internal static class CountedKeys
{
    /// <summary>The same command, of which it is known where the number of its keys stands.</summary>
    public static Command WithKeysCountedAt(this Command command, int index) =>
        command with
        {
            Traits = command.Traits | CommandTraits.MovableKeys,
            CountAt = index,
        };
}
