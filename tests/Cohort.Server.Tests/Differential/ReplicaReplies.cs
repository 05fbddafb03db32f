using Cohort.Server.Resp;

namespace Cohort.Server.Tests.Differential;

/// <summary>
/// Two replicas: one is asked everything, the other executes what is written alone. After each row of commands both
/// must have the same state, byte for byte; and the one that was asked is taken away, and one that has loaded its
/// state takes its place.
/// </summary>
internal sealed class ReplicaReplies : IReplies
{
    private Replica _asked = new();
    private Replica _other = new();
    private RespVersion _version;
    private ulong _updates;

    public void Begin(int version)
    {
        (_asked, _other, _updates) = (new Replica(), new Replica(), 0);
        _version = (RespVersion)version;
    }

    public IReadOnlyList<Reply> Execute(IReadOnlyList<string[]> commands)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var replies = new List<Reply>(commands.Count);
        foreach (string[] command in commands)
        {
            try
            {
                replies.Add(Execute(command, now));
            }
            catch (Exception exception) when (exception is not DifferenceException)
            {
                throw new DifferenceException($"a replica has thrown {exception}") { Place = replies.Count };
            }
        }
        ReplaceAsked();
        return replies;
    }

    private Reply Execute(string[] command, long now)
    {
        bool isRead = Replica.IsRead(command);
        _updates += isRead ? 0ul : 1;
        string text = _asked.Execute(command, _version, _updates, now);
        if (!isRead && _other.Execute(command, _version, _updates, now) != text)
            throw new DifferenceException($"two replicas have answered differently: {Sequence.Shown(command)}");
        int at = 0;
        Reply reply = Reply.Take(text, ref at);
        return at == text.Length
            ? reply
            : throw new DifferenceException($"more than one reply to {Sequence.Shown(command)}: {text}");
    }

    private void ReplaceAsked()
    {
        byte[] state = _asked.Save();
        if (!state.AsSpan().SequenceEqual(_other.Save()))
            throw new DifferenceException("two replicas that have executed the same have different states");
        Replica joined = Replica.Load(state);
        if (!state.AsSpan().SequenceEqual(joined.Save()))
            throw new DifferenceException("a replica that has loaded a state saves another one");
        _asked = joined;
    }
}
