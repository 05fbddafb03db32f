namespace Cohort.Server.Tests.Differential;

/// <summary>
/// Members that each side draws: as many, in the same form, each once unless it is asked for with repetition; and
/// Redis says that they are members, with the values or scores that were told.
/// </summary>
/// <param name="question">The command that asks for members.</param>
internal sealed class DrawnComparison(string question) : Comparison
{
    public override IReadOnlyList<string[]> ForRedis(string[] call, Reply reply)
    {
        string[] members = [.. Drawn(call, reply).Select(drawn => drawn.Member)];
        return members.Length == 0 ? [call] : [call, [question, call[1], .. members]];
    }

    public override bool AreAlike(string[] call, Reply reply, IReadOnlyList<Reply> redis)
    {
        if (redis.Count == 1)
            return reply.Text == redis[0].Text;
        List<(string Member, string? Belonging)> drawn = Drawn(call, reply);
        bool mayRepeat = call.Length > 2 && call[2].StartsWith('-');
        if (!mayRepeat && drawn.DistinctBy(item => item.Member).Count() != drawn.Count)
            return false;
        for (int index = 0; index < drawn.Count; index++)
        {
            Reply told = redis[1].Parts[index];
            bool isMember = question == "SMISMEMBER" ? told.Value == "1" : told.Value is not null;
            if (!isMember || (drawn[index].Belonging is { } belonging && belonging != told.Text))
                return false;
        }
        return reply.Kind == redis[0].Kind && Drawn(call, redis[0]).Count == drawn.Count;
    }

    // With what belongs to each, in pairs of their own or one behind the other.
    private static List<(string Member, string? Belonging)> Drawn(string[] call, Reply reply)
    {
        if (reply.Kind == '$')
            return reply.Value is { } single ? [(single, null)] : [];
        if (call.Length < 4)
            return [.. reply.Parts.Select(part => (part.Value!, (string?)null))];
        IEnumerable<Reply> flat = reply.Parts.SelectMany(part => part.Kind == '*' ? part.Parts : [part]);
        return [.. flat.Chunk(2).Select(pair => (pair[0].Value!, (string?)pair[1].Text))];
    }
}
