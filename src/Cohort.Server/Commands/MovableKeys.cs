namespace Cohort.Server.Commands;

/// <summary>Commands that say themselves how many keys they have.</summary>
internal static class MovableKeys
{
    /// <summary>The same command, of which it is known that its keys, or some of them, are not at fixed places.</summary>
    public static Command WithMovableKeys(this Command command) =>
        command with
        {
            Traits = command.Traits | CommandTraits.MovableKeys,
        };
}
