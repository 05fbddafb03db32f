using System.Buffers;
using System.Collections.Immutable;
using Cohort.Serialization;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>
/// The replicated objects of a group at one member: makes the updates in the order of the group, answers those of this process, and
/// remembers the answers to those of others (R1; Schneider, Implementing Fault-Tolerant Services Using the State Machine Approach,
/// ACM Computing Surveys 1990).
/// </summary>
internal sealed partial class ObjectSpace : ITool
{
    // A buffer that one large outcome has made larger is not kept.
    private const int LargestKeptOutcome = 1 << 20;

    private readonly ImmutableArray<ObjectSlot> _objects;
    private readonly UpdateContext _context = new();
    private ArrayBufferWriter<byte> _outcome = new();
    private UpdateSessions _sessions = new();
    private ulong _position;
    private ulong _updates;
    private ulong _outcomes;
    private long _ticks;
    private bool _isMember;

    /// <param name="objects">The objects, the same at all members.</param>
    /// <param name="port">Sends.</param>
    /// <param name="nonce">Drawn at random: tells this process from all others.</param>
    /// <param name="now">The time, for the objects.</param>
    /// <param name="compareEvery">After how many updates replicas compare their states; 0: never.</param>
    /// <param name="mostUnderWay">The most messages with updates of this process that are under way at a time.</param>
    /// <param name="mostBytes">The most bytes of a message.</param>
    /// <param name="mostPending">The most updates of this process that are taken on at a time.</param>
    /// <param name="delivery">When updates may be made.</param>
    public ObjectSpace(
        ImmutableArray<ObjectSlot> objects,
        IToolPort port,
        ulong nonce,
        Func<DateTimeOffset> now,
        int compareEvery,
        int mostUnderWay = Submissions.MostUnderWay,
        int mostBytes = int.MaxValue,
        int mostPending = int.MaxValue,
        Delivery delivery = Delivery.Stable
    )
    {
        _objects = objects;
        Submissions = new Submissions(port, nonce, now, mostUnderWay, mostBytes, mostPending, delivery);
        Barriers = new ReadBarriers(port, nonce);
        Comparison = new StateComparison(port, compareEvery);
    }

    /// <summary>The updates of this process.</summary>
    public Submissions Submissions { get; }

    /// <summary>The reads of this process.</summary>
    public ReadBarriers Barriers { get; }

    /// <summary>What the replicas know of each other's states.</summary>
    public StateComparison Comparison { get; }

    /// <summary>The objects.</summary>
    public ImmutableArray<ObjectSlot> Objects => _objects;

    /// <summary>How many updates the objects have made since the group began.</summary>
    public ulong Updates => Volatile.Read(ref _updates);

    public string Contract => string.Join(", ", _objects.Select(slot => $"{slot.Name}: {slot.Contract}"));

    public void Begin()
    {
        (_sessions, _position, _updates, _outcomes, _ticks) = (new UpdateSessions(), 0, 0, 0, 0);
        foreach (ObjectSlot slot in _objects)
            slot.Begin();
        BeginAgain();
    }

    public void Load(ref PackReader reader)
    {
        _position = reader.ReadVarint();
        Volatile.Write(ref _updates, reader.ReadVarint());
        _outcomes = reader.ReadFixed8();
        _ticks = (long)reader.ReadFixed8();
        _sessions = UpdateSessions.Load(ref reader);
        foreach (ObjectSlot slot in _objects)
            slot.Load(ref reader, _position);
        BeginAgain();
    }

    public void Enter(GroupId lineage, GroupId formation)
    {
        _isMember = true;
        if (_context.IsReplayed)
            foreach (ObjectSlot slot in _objects)
                slot.EndReplay();
        _context.IsReplayed = false;
        Submissions.Join(lineage, _sessions, _position);
        Barriers.Join();
    }

    public void Save(ref PackWriter writer)
    {
        writer.WriteVarint(_position);
        writer.WriteVarint(_updates);
        writer.WriteFixed8(_outcomes);
        writer.WriteFixed8((ulong)_ticks);
        _sessions.Save(ref writer);
        foreach (ObjectSlot slot in _objects)
            slot.Save(ref writer);
    }

    public void Deliver(in ToolMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        switch (payload.IsEmpty ? default : (ObjectMessageKind)payload[0])
        {
            case ObjectMessageKind.Update when UpdateMessage.TryRead(payload, out UpdateMessage update):
                Update(update, payload[UpdateMessage.HeaderSize..], message);
                break;
            case ObjectMessageKind.Barrier:
                Barriers.Deliver(payload);
                break;
            case ObjectMessageKind.Digest:
                if (_isMember)
                    Comparison.Deliver(message.Sender.Id, payload);
                break;
            default:
                throw new InvalidDataException($"{message.Sender} has sent an update that makes no sense");
        }
    }

    public void Install(View view)
    {
        _sessions.Install(view);
        Comparison.Install(view);
        _context.IsReplayed = !_isMember;
        foreach (ObjectSlot slot in _objects)
        {
            _context.Set(SeedOf(view.Number.Value, 0), _ticks, _position, _updates, view, null);
            slot.Install(view, _context);
        }
    }

    public void Expelled()
    {
        _isMember = false;
        Submissions.Expelled();
        Barriers.Expelled();
        Comparison.Expelled();
        Tell(Presence.Out);
    }

    /// <summary>This process cannot tell whether it is still a member.</summary>
    public void Doubt() => Tell(Presence.Doubtful);

    /// <summary>The membership is over for good.</summary>
    /// <param name="failure">Why, where it was not left.</param>
    public void End(Exception? failure = null)
    {
        Submissions.End();
        Barriers.End();
        Tell(Presence.Over);
        foreach (ObjectSlot slot in _objects)
            slot.End(failure);
    }

    // Nothing is as it was, though nobody may have said that this process was put out of the group before.
    private void BeginAgain()
    {
        if (_isMember)
        {
            Comparison.Expelled();
            Tell(Presence.Out);
        }
        _isMember = false;
    }

    private void Tell(Presence presence)
    {
        foreach (ObjectSlot slot in _objects)
            slot.Tell(presence);
    }

    private void Update(UpdateMessage update, ReadOnlySpan<byte> bodies, in ToolMessage message)
    {
        if (_isMember)
            Submissions.Making(update.Session, _sessions.NewOf(update, Count(bodies)));
        while (!bodies.IsEmpty)
        {
            if (!UpdateMessage.TryTakeBody(ref bodies, out ReadOnlySpan<byte> body))
                throw new InvalidDataException($"{message.Sender} has sent an update that is cut off");
            UpdateOne(update, body, message);
            update = update with { Number = update.Number + 1 };
        }
        if (_isMember)
            Submissions.Delivered(update.Session, update.Number - 1);
    }

    private static ulong Count(ReadOnlySpan<byte> bodies)
    {
        ulong count = 0;
        while (UpdateMessage.TryTakeBody(ref bodies, out _))
            count++;
        return count;
    }

    private void UpdateOne(in UpdateMessage update, ReadOnlySpan<byte> body, in ToolMessage message)
    {
        if (!_sessions.IsNext(update, message.Sender.Id))
            return;
        ulong seed = update.Session + update.Number;
        var reader = new PackReader(body);
        ulong index = reader.ReadVarint();
        if (index >= (ulong)_objects.Length)
            throw new InvalidDataException($"object {index} was called, and there are {_objects.Length}");
        ReadOnlySpan<byte> asked = reader.Take(reader.Remaining);
        Make(_objects[(int)index], asked, update.Ticks, message.Position, seed, message.View, message.Sender);
        ReadOnlySpan<byte> outcome = _outcome.WrittenSpan;
        _sessions.Answer(outcome);
        if (_isMember)
            Submissions.Made(update, outcome, message.Position);
    }

    private void Make(
        ObjectSlot slot,
        ReadOnlySpan<byte> asked,
        long ticks,
        ulong position,
        ulong seed,
        View view,
        Member? caller
    )
    {
        if (_outcome.Capacity > LargestKeptOutcome)
            _outcome = new ArrayBufferWriter<byte>();
        (_position, _ticks) = (position, Math.Max(_ticks, ticks));
        _context.IsReplayed = !_isMember;
        _context.Set(SeedOf(position, seed), _ticks, position, _updates + 1, view, caller);
        // What is read may come in another order at each replica, as that of a hash table.
        if (slot.Call(asked, _context, _outcome))
            _outcomes = StateComparison.Fold(_outcomes, _outcome.WrittenSpan);
        if (caller is not null || !Protocol.Mutants.Has(Protocol.Mutant.ClientUpdatesUncounted))
            Volatile.Write(ref _updates, _updates + 1);
        slot.Tell(_context);
        if (_isMember)
            Comparison.Made(_updates, this);
    }

    private static ulong SeedOf(ulong position, ulong nonce) => (position * 0x9E3779B97F4A7C15) ^ nonce;
}
