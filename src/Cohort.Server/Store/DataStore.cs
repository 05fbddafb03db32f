using Cohort.Serialization;
using Cohort.Server.Commands;
using Cohort.Server.Commands.Blocking;
using Cohort.Server.Data;
using Cohort.Server.Resp;
using Cohort.Server.Waiting;

namespace Cohort.Server.Store;

/// <summary>The replicated object: what clients have stored, and who waits for something. All replicas execute what is written in one
/// order; what is read is executed by the replica that was asked.</summary>
internal sealed class DataStore : IReplicated<DataStore>, IViewAware
{
    // So many keys that have expired are taken out at a time: more would hold up what else is to be done.
    private const int ExpiredAtOnce = 1000;

    private readonly CommandReader _reader = new();
    private readonly Execution _writes;
    private readonly Execution _reads;
    private readonly ReplyWriter _reply = new();
    private readonly WaitTable _waits = new();

    private DataStore()
    {
        Keyspace = new Keyspace { IsAwaited = _waits.IsAwaited };
        _writes = new Execution(Keyspace);
        _reads = new Execution(Keyspace);
    }

    public static string Contract => "Cohort.Server";

    /// <summary>What clients have stored.</summary>
    public Keyspace Keyspace { get; }

    /// <summary>Who waits.</summary>
    public WaitTable Waits => _waits;

    public static DataStore Create() => new();

    public bool Update(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        switch ((StoreMethod)method)
        {
            case StoreMethod.Execute:
                Execute(ref arguments, ref result, context);
                return true;
            case StoreMethod.Transact:
                Transact(ref arguments, ref result, context);
                return true;
            case StoreMethod.Wait:
                Wait(ref arguments, ref result, context);
                return true;
            case StoreMethod.GiveUp:
                GiveUp(ref arguments, ref result, context);
                return true;
            case StoreMethod.CarryOn:
                CarryOn(ref arguments, context);
                return true;
            default:
                return false;
        }
    }

    // Members read their own replicas, and there are no other clients.
    public bool Read(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context) => false;

    /// <summary>Executes commands that only read, at this replica. The gate of the object is held.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="database">The database that was selected.</param>
    /// <param name="replies">Where the replies go.</param>
    /// <param name="now">What the clock here shows, in milliseconds since 1970.</param>
    /// <returns>False where the time of the group has to be carried on first, since a key is still there whose time is over; the replies are
    /// worth nothing then.</returns>
    public bool TryRead(ReadOnlySpan<byte> commands, int database, ReplyWriter replies, long now)
    {
        _reads.BeginReads(now);
        _reads.Database = Keyspace[database];
        _reads.Reply = replies;
        while (!commands.IsEmpty)
            Dispatch.Run(_reader.Take(ref commands), _reads);
        return !_reads.HasMetDueKey;
    }

    public void OnView(View view, UpdateContext context) => _waits.Install(view);

    public void Save(ref PackWriter writer)
    {
        Keyspace.Save(ref writer);
        _waits.Save(ref writer);
    }

    public void Load(ref PackReader reader)
    {
        Keyspace.Load(ref reader);
        _waits.Load(ref reader);
    }

    private void Execute(ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        var version = (RespVersion)arguments.ReadByte();
        int database = (int)arguments.ReadVarint();
        ReadOnlySpan<byte> commands = arguments.ReadBytes();
        Begin(context);
        (_writes.Reply.Version, _writes.Database) = (version, Keyspace[database]);
        while (!commands.IsEmpty)
        {
            Dispatch.Run(_reader.Take(ref commands), _writes);
            GiveWhatIsReady(context);
        }
        Tell(context);
        result.WriteBytes(_writes.Reply.Written);
    }

    private void Transact(ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        var version = (RespVersion)arguments.ReadByte();
        int database = (int)arguments.ReadVarint();
        Begin(context);
        bool isUnchanged = true;
        for (ulong left = arguments.ReadVarint(); left > 0; left--)
        {
            int of = (int)arguments.ReadVarint();
            ReadOnlySpan<byte> key = arguments.ReadBytes();
            isUnchanged &= Keyspace.VersionOf(of, key) == arguments.ReadVarint();
        }
        ReadOnlySpan<byte> commands = arguments.ReadBytes();
        result.WriteByte(isUnchanged ? (byte)1 : (byte)0);
        if (!isUnchanged)
            return;
        (_writes.Reply.Version, _writes.Database) = (version, Keyspace[database]);
        while (!commands.IsEmpty)
        {
            _writes.Reply.Clear();
            Dispatch.Run(_reader.Take(ref commands), _writes);
            result.WriteBytes(_writes.Reply.Written);
        }
        GiveWhatIsReady(context);
        Tell(context);
    }

    private void Wait(ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        WaitId id = WaitId.Load(ref arguments);
        var version = (RespVersion)arguments.ReadByte();
        int database = (int)arguments.ReadVarint();
        ReadOnlySpan<byte> bytes = arguments.ReadBytes();
        Begin(context);
        if (_waits.IsWaiting(id))
        {
            Answer(ref result, isAnswered: false, []);
            return;
        }
        if (_waits.TryFindGiven(id, out byte[]? given))
        {
            Answer(ref result, isAnswered: true, given);
            return;
        }
        (_writes.Reply.Version, _writes.Database) = (version, Keyspace[database]);
        ReadOnlySpan<byte> rest = bytes;
        Arguments command = _reader.Take(ref rest);
        CommandTable.TryFind(command[0], out Command? known);
        Attempt attempt =
            known?.Attempt
            ?? throw new InvalidDataException($"nobody can wait for {known?.Name ?? "an unknown command"}");
        bool isAnswered = attempt(command, _writes);
        if (!isAnswered)
        {
            var wait = new Wait(id, context.Caller!.Id, version, database, bytes.ToArray())
            {
                Keys = BlockingCommands.KeysOf(known, command),
            };
            if (!_waits.TryAdd(wait))
            {
                isAnswered = true;
                _writes.Reply.Error($"ERR {WaitTable.MostWaiting} clients wait already, which is the most");
            }
        }
        GiveWhatIsReady(context);
        Tell(context);
        Answer(ref result, isAnswered, _writes.Reply.Written);
    }

    private static void Answer(ref PackWriter result, bool isAnswered, ReadOnlySpan<byte> reply)
    {
        result.WriteByte(isAnswered ? (byte)1 : (byte)0);
        result.WriteBytes(reply);
    }

    private void GiveUp(ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        WaitId id = WaitId.Load(ref arguments);
        Begin(context);
        result.WriteByte(_waits.Remove(id) ? (byte)1 : (byte)0);
    }

    private void CarryOn(ref PackReader arguments, UpdateContext context)
    {
        Begin(context);
        for (ulong left = arguments.ReadVarint(); left > 0; left--)
            _waits.Confirm(WaitId.Load(ref arguments));
        _waits.Forget(Keyspace.Clock);
        Keyspace.RemoveExpired(ExpiredAtOnce);
        GiveWhatIsReady(context);
        Tell(context);
    }

    private void Begin(UpdateContext context)
    {
        context.Begin();
        _writes.BeginWrites(context.Number, context.Now.ToUnixTimeMilliseconds(), context.Random);
        // Where an update before this one has thrown, it may have left something that no other replica has.
        Keyspace.ClearReady();
        _writes.Published.Clear();
        _reply.Clear();
        _writes.Reply = _reply;
    }

    /// <summary>Those who wait for keys that have something now are given it, in the order in which they came; what they leave elsewhere may be
    /// what others wait for.</summary>
    private void GiveWhatIsReady(UpdateContext context)
    {
        if (Keyspace.Ready.Count == 0)
            return;
        var reply = new ReplyWriter();
        Database database = _writes.Database;
        _writes.Reply = reply;
        while (Keyspace.Ready.Count > 0)
        {
            (int Database, byte[] Key)[] ready = [.. Keyspace.Ready];
            Keyspace.ClearReady();
            foreach ((int of, byte[] key) in ready)
            foreach (Wait wait in _waits.WaitingFor(of, key))
                Give(wait, reply, context);
        }
        (_writes.Reply, _writes.Database) = (_reply, database);
    }

    private void Give(Wait wait, ReplyWriter reply, UpdateContext context)
    {
        reply.Clear();
        (reply.Version, _writes.Database) = (wait.Version, Keyspace[wait.Database]);
        ReadOnlySpan<byte> bytes = wait.Command;
        Arguments command = _reader.Take(ref bytes);
        CommandTable.TryFind(command[0], out Command? known);
        if (!known!.Attempt!(command, _writes))
            return;
        byte[] given = reply.Written.ToArray();
        _waits.Give(wait, given, Keyspace.Clock);
        context.Raise(new WaitGiven(wait.Id, given));
    }

    private void Tell(UpdateContext context)
    {
        foreach (Published published in _writes.Published)
            context.Raise(published);
        _writes.Published.Clear();
        TellChanges(context);
    }

    // Once for each key, as it is when the update is over.
    private void TellChanges(UpdateContext context)
    {
        if (Keyspace.Changed.Count == 0)
            return;
        var told = new HashSet<(int, string)>();
        foreach ((int database, byte[] key) in Keyspace.Changed)
            if (told.Add((database, Convert.ToHexString(key))))
                context.Raise(KeyChanged.Of(Keyspace, database, key));
        Keyspace.Changed.Clear();
    }
}
