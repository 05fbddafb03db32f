using System.Text;
using Cohort.Server.Commands;

namespace Cohort.Server.Tests.Differential;

/// <summary>A server to which commands that wait go in transactions, in which they do not.</summary>
/// <param name="server">The server.</param>
internal sealed class TransactedReplies(IReplies server) : IReplies
{
    public void Begin(int version) => server.Begin(version);

    public IReadOnlyList<Reply> Execute(IReadOnlyList<string[]> commands)
    {
        var sent = new List<string[]>();
        foreach (string[] command in commands)
            if (Waits(command))
                sent.AddRange([
                    ["MULTI"],
                    command,
                    ["EXEC"],
                ]);
            else
                sent.Add(command);
        IReadOnlyList<Reply> received = server.Execute(sent);
        var replies = new List<Reply>(commands.Count);
        int at = 0;
        foreach (string[] command in commands)
        {
            replies.Add(Waits(command) ? Executed(received[at + 1], received[at + 2]) : received[at]);
            at += Waits(command) ? 3 : 1;
        }
        return replies;
    }

    /// <summary>The reply to a command in a transaction: where it was refused, it was not executed.</summary>
    public static Reply Executed(Reply queued, Reply executed) => queued.IsError ? queued : executed.Parts[0];

    private static bool Waits(string[] command) =>
        CommandTable.TryFind(Encoding.Latin1.GetBytes(command[0]), out Command? known)
        && (known.Traits & CommandTraits.Blocking) != 0;
}
