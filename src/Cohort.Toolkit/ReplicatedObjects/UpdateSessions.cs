using System.Diagnostics.CodeAnalysis;
using Cohort.Serialization;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>
/// What the group remembers of those that update its objects: how far each has come, and the answers that it may not have
/// received. It makes an update take effect once, though its caller was put out of the group and has sent it again (Ongaro,
/// Consensus: Bridging Theory and Practice, 2014, section 6.3). It is part of the replicated state. As the updates of a session
/// come in order, what has taken effect is a beginning of them: a number tells which.
/// </summary>
internal sealed class UpdateSessions
{
    /// <summary>The most sessions of processes that are no members any more; beyond them the one that left first is forgotten.</summary>
    public const int MostGone = 1024;

    private readonly Dictionary<ulong, Session> _byId = [];

    // In the order in which they came, which is the same at all members.
    private readonly LinkedList<Session> _present = new();
    private readonly LinkedList<Session> _gone = new();
    private Session? _latest;

    /// <summary>Whether some session was ever forgotten: one that is not there need not be a new one.</summary>
    public bool HasForgotten { get; private set; }

    private sealed class Session(ulong id, MemberId member, AnswerLog answers)
    {
        public ulong Id { get; } = id;

        public MemberId Member { get; set; } = member;

        public AnswerLog Answers { get; } = answers;

        public LinkedListNode<Session>? Place { get; set; }
    }

    /// <summary>Whether an update is the next of its session, so that it is to be made now; <see cref="Answer"/> has to follow.</summary>
    public bool IsNext(in UpdateMessage update, MemberId sender)
    {
        if (_latest?.Id != update.Session && !_byId.TryGetValue(update.Session, out _latest))
        {
            if (update.Number != 1)
                return false;
            _latest = Open(update.Session, sender);
        }
        if (_latest.Answers.Next != update.Number && !Protocol.Mutants.Has(Protocol.Mutant.UpdateMadeAgain))
            return false;
        if (_latest.Member != sender)
            Return(_latest, sender);
        _latest.Answers.Forget(update.Answered);
        return true;
    }

    /// <summary>How many of so many updates that follow each other are to be made: those from the next of their session on, if that is
    /// among them.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many there are.</param>
    public ulong NewOf(in UpdateMessage first, ulong count)
    {
        ulong next = TryFind(first.Session, out AnswerLog? answers) ? answers.Next : 1;
        return next < first.Number || next >= first.Number + count ? 0 : first.Number + count - next;
    }

    /// <summary>Keeps the answer to the update that was asked about last.</summary>
    public void Answer(ReadOnlySpan<byte> answer) => _latest!.Answers.Add(answer);

    /// <summary>The answers of a session; false where the group has none of that name.</summary>
    public bool TryFind(ulong session, [NotNullWhen(true)] out AnswerLog? answers)
    {
        answers = _byId.TryGetValue(session, out Session? found) ? found.Answers : null;
        return answers is not null;
    }

    /// <summary>A view is installed: whose member is gone may come back, but not for ever.</summary>
    public void Install(View view)
    {
        for (LinkedListNode<Session>? node = _present.First; node is not null; )
        {
            LinkedListNode<Session> at = node;
            node = node.Next;
            if (view.RankOf(at.Value.Member) >= 0)
                continue;
            _present.Remove(at);
            _gone.AddLast(at);
        }
        while (_gone.Count > MostGone)
        {
            HasForgotten = true;
            _byId.Remove(_gone.First!.Value.Id);
            if (_latest == _gone.First.Value)
                _latest = null;
            _gone.RemoveFirst();
        }
    }

    /// <summary>Writes all sessions.</summary>
    public void Save(ref PackWriter writer)
    {
        writer.WriteByte(HasForgotten ? (byte)1 : (byte)0);
        Save(_present, ref writer);
        Save(_gone, ref writer);
    }

    /// <summary>Reads all sessions.</summary>
    public static UpdateSessions Load(ref PackReader reader)
    {
        var sessions = new UpdateSessions { HasForgotten = reader.ReadByte() != 0 };
        sessions.Load(sessions._present, ref reader);
        sessions.Load(sessions._gone, ref reader);
        return sessions;
    }

    private Session Open(ulong id, MemberId member)
    {
        var session = new Session(id, member, new AnswerLog());
        session.Place = _present.AddLast(session);
        _byId.Add(id, session);
        return session;
    }

    /// <summary>Its process has come back as another member.</summary>
    private void Return(Session session, MemberId sender)
    {
        session.Member = sender;
        session.Place!.List!.Remove(session.Place);
        _present.AddLast(session.Place);
    }

    private static void Save(LinkedList<Session> sessions, ref PackWriter writer)
    {
        writer.WriteVarint((ulong)sessions.Count);
        foreach (Session session in sessions)
        {
            writer.WriteFixed8(session.Id);
            writer.WriteString(session.Member.Process.Address);
            writer.WriteFixed8(session.Member.Process.Incarnation);
            writer.WriteVarint(session.Member.Join);
            session.Answers.Save(ref writer);
        }
    }

    private void Load(LinkedList<Session> sessions, ref PackReader reader)
    {
        for (ulong left = reader.ReadVarint(); left > 0; left--)
        {
            ulong id = reader.ReadFixed8();
            var process = new ProcessId(reader.ReadString(), reader.ReadFixed8());
            var session = new Session(id, new MemberId(process, reader.ReadVarint()), AnswerLog.Load(ref reader));
            session.Place = sessions.AddLast(session);
            if (!_byId.TryAdd(id, session))
                throw reader.Malformed("two sessions have the same name");
        }
    }
}
