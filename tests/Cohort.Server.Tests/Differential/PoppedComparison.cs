using System.Globalization;

namespace Cohort.Server.Tests.Differential;

/// <summary>
/// Members that each side draws and takes out: Redis does so from a copy, and is then told to take out what Cohort
/// has taken. So both have the same afterwards; and as many are taken out as were told, since all of them were
/// members.
/// </summary>
internal sealed class PoppedComparison : Comparison
{
    private const string CopiedKey = "copied";

    public override IReadOnlyList<string[]> ForRedis(string[] call, Reply reply)
    {
        if (reply.IsError || call.Length < 2)
            return [call];
        string key = call[1];
        List<string[]> commands =
        [
            [call[0], CopiedKey, .. call.Skip(2)],
            ["DEL", CopiedKey],
        ];
        string[] popped = Members(reply);
        if (popped.Length > 0)
            commands.Add(["SREM", key, .. popped]);
        return
        [
            ["COPY", key, CopiedKey],
            .. commands,
        ];
    }

    public override bool AreAlike(string[] call, Reply reply, IReadOnlyList<Reply> redis)
    {
        if (redis.Count == 1)
            return reply.Text == redis[0].Text;
        string[] popped = Members(reply);
        bool isOfSameForm = reply.Kind == redis[1].Kind && reply.Parts.Count == redis[1].Parts.Count;
        bool areMembers = popped.Length == 0 || redis[^1].Value == popped.Length.ToString(CultureInfo.InvariantCulture);
        return isOfSameForm && areMembers && (reply.Value is null) == (redis[1].Value is null);
    }

    private static string[] Members(Reply reply) =>
        reply.Value is not null ? [reply.Value] : [.. reply.Parts.Select(part => part.Value!)];
}
