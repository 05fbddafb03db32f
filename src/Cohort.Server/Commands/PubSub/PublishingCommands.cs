using Cohort.Server.Data;
using Cohort.Server.Store;

namespace Cohort.Server.Commands.PubSub;

/// <summary>Publishing: a message goes to all nodes in the order of what is written.</summary>
internal static class PublishingCommands
{
    /// <summary>What the replicas are asked to do for a PUBLISH: how many will be told where it was asked for stands behind the message.</summary>
    public static ReadOnlySpan<byte> Counted => "COHORT.PUBLISH"u8;

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            new("PUBLISH", 3, CommandTraits.Write | CommandTraits.PubSub | CommandTraits.Fast, 0, 0, 0, Publish),
            new("COHORT.PUBLISH", 4, CommandTraits.Write | CommandTraits.Internal, 0, 0, 0, Publish),
        ];

    private static void Publish(in Arguments arguments, Execution execution)
    {
        execution.Published.Add(new Published(arguments[1].ToArray(), arguments[2].ToArray()));
        execution.Reply.Integer(
            arguments.Count > 3 && Numbers.TryParse(arguments[3], out long receivers) ? receivers : 0
        );
    }
}
