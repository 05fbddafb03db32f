using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Governance;

/// <summary>
/// What this process asks of the directory, and what others ask through it. A process has one request under way at a time, with
/// all that it has asked for since the last. It sends it in the root group, where it votes; else it passes it to one that does, and to
/// another one where nothing comes of it. A request bears the membership that asks and a number, so that the directory takes it
/// in once, however often and by whomever it is sent.
/// </summary>
internal sealed class DirectoryRequests(GroupContext context)
{
    private const int LongestMessage = 32 << 10;
    private const int LongestPassed = 2 * LongestMessage;

    private readonly SortedDictionary<string, DirectoryCommand> _outbox = new(StringComparer.Ordinal);
    private readonly SortedDictionary<MemberId, (ulong Number, byte[] Commands)> _passed = [];
    private readonly FrameWriter _writer = new();
    private byte[]? _underWay;
    private MemberId _asker;
    private ulong _number;
    private bool _sent;
    private ProcessId? _passedTo;
    private Instant _passAgainAt;
    private int _turn;

    /// <summary>Asks for something. What is asked for twice before it was sent is sent once.</summary>
    public void Submit(DirectoryCommand command) => _outbox[command.Key] = command;

    /// <summary>Whether something is to be sent, or passed on, and can be.</summary>
    public bool HasWork(GroupMachine root) =>
        root.MaySend
            ? _passed.Count > 0 || (_underWay is null ? _outbox.Count > 0 : !_sent)
            : (_underWay is null ? _outbox.Count > 0 : MustPassAgain(root)) && VoterFor(root) >= 0;

    /// <summary>When it wants to look again.</summary>
    public Instant NextLook =>
        _underWay is not null && _passedTo is not null ? _passAgainAt : context.Now + context.Node.SuspicionTime;

    /// <summary>Sends, or passes on, what there is. Called only where this process has the directory.</summary>
    public void Send(GroupMachine root)
    {
        if (!HasWork(root))
            return;
        Begin(root.Self);
        if (!root.MaySend)
        {
            Pass(root);
            return;
        }
        if (_underWay is { } own && !_sent)
        {
            (_sent, _passedTo) = (true, null);
            Send(root, _asker, _number, own);
        }
        foreach ((MemberId asker, (ulong number, byte[] commands)) in _passed)
            Send(root, asker, number, commands);
        _passed.Clear();
    }

    /// <summary>A member asks something through this one; false where that makes no sense.</summary>
    public bool Asked(MemberId asker, ref FrameReader reader)
    {
        ulong number = reader.Number();
        ReadOnlySpan<byte> commands = reader.Rest();
        if (!reader.Complete || commands.IsEmpty || commands.Length > LongestPassed)
            return false;
        // What is no command would stop all members of the root.
        var check = new FrameReader(commands, context.Limits);
        while (!check.AtEnd)
            if (DirectoryCommand.Read(ref check, context.Limits) is null)
                return false;
        if (check.Complete && (!_passed.TryGetValue(asker, out var known) || known.Number < number))
            _passed[asker] = (number, commands.ToArray());
        return check.Complete;
    }

    /// <summary>The directory has taken in an answer to this process: the last request that it knows of it.</summary>
    public void Answered(ulong last)
    {
        if (last >= _number)
            (_underWay, _passedTo) = (null, null);
    }

    /// <summary>The membership is over, and with it all that it asked for.</summary>
    public void Reset() => (_underWay, _passedTo) = (null, null);

    /// <summary>There is another view: members that are gone ask for nothing any more.</summary>
    public void Take(View view)
    {
        foreach (MemberId gone in _passed.Keys.Where(asker => view.RankOf(asker) < 0).ToArray())
            _passed.Remove(gone);
    }

    private void Begin(MemberId self)
    {
        if (_underWay is not null || _outbox.Count == 0)
            return;
        _writer.Clear();
        while (_outbox.Count > 0 && _writer.Length < LongestMessage)
        {
            (string key, DirectoryCommand command) = _outbox.First();
            _outbox.Remove(key);
            command.Write(_writer);
        }
        (_underWay, _asker, _sent) = (_writer.Written.ToArray(), self, false);
        _number++;
    }

    private void Send(GroupMachine root, MemberId asker, ulong number, ReadOnlySpan<byte> commands)
    {
        _writer.Clear();
        ClusterDirectory.WriteHeader(_writer, asker, number);
        _writer.Raw(commands);
        root.Send(Input.Send(RootGroup.Handle, Input.NoTicket, _writer.Written.ToArray()));
    }

    /// <summary>Who was asked has no vote any more, or is out of reach, or has had its time.</summary>
    private bool MustPassAgain(GroupMachine root) =>
        _passedTo is not { } asked
        || (
            !Mutants.Has(Mutant.RequestPassedOnce)
            && (context.Now >= _passAgainAt || !IsVoter(root.Present, root.Present?.View.RankOf(asked) ?? -1))
        );

    private void Pass(GroupMachine root)
    {
        int rank = VoterFor(root);
        ActiveView view = root.Present!;
        FrameWriter writer = context.Begin(rank, FrameType.Request, view.View)!;
        writer.Number(_number);
        writer.Raw(_underWay);
        writer.End();
        _turn++;
        // What it had sent itself, when it voted, may be lost.
        _sent = false;
        _passedTo = view.View.Members[rank].Process;
        _passAgainAt = context.Now + context.Node.SuspicionTime / 2;
    }

    /// <summary>The member to pass a request to: another one each time.</summary>
    private int VoterFor(GroupMachine root)
    {
        if (root.Present is not { } view)
            return -1;
        int members = view.View.Members.Length;
        for (int at = 0; at < members; at++)
            if ((_turn + at) % members is var rank && IsVoter(view, rank))
                return rank;
        return -1;
    }

    /// <summary>Whether a member votes, and is heard to be in this view: what it is asked before is lost.</summary>
    private bool IsVoter(ActiveView? view, int rank) =>
        view is not null
        && rank >= 0
        && view.Streams.Counts[rank]
        && view.Streams.Rows.Heard[rank]
        && !view.Reports.Suspects[rank]
        && context.Links.To(view.View.Members[rank].Process) is not null;
}
