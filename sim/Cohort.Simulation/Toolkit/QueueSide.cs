using System.Buffers;
using Cohort.Serialization;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Collections;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Simulation.Toolkit;

/// <summary>The queue of the toolkit at one member, for one membership.</summary>
internal sealed class QueueSide : SlotObserver
{
    private readonly World _world;
    private readonly ToolMember _member;
    private readonly string _group;
    private readonly int _index;
    private readonly IReadOnlyList<QueueWorker> _workers;

    public QueueSide(World world, ToolMember member, string group, int index, IReadOnlyList<QueueWorker> workers)
    {
        (_world, _member, _group, _index, _workers) = (world, member, group, index, workers);
        Slot.Happened += Record;
        Slot.Add(this);
    }

    public ObjectSlot<WatchedQueue> Slot { get; } = new("queue");

    /// <summary>Puts an item behind all others.</summary>
    public void Enqueue(long item, Action put, Action failed) =>
        Submit(
            QueueMethod.Enqueue,
            (ref PackWriter writer) => Codec<long>.Default.Write(ref writer, item),
            (ref PackReader _) => put(),
            failed
        );

    /// <summary>Asks for an item; null where there is none yet, so that the wish waits.</summary>
    public void Dequeue(ulong wish, Action<long?> answered, Action failed) =>
        Submit(
            QueueMethod.Dequeue,
            (ref PackWriter writer) => writer.WriteFixed8(wish),
            (ref PackReader reader) =>
            {
                (bool isTaken, long item) = Answers.Read<long>(ref reader, 0);
                answered(isTaken ? item : null);
            },
            failed
        );

    /// <summary>One that was given an item when it waited no more puts it before all others.</summary>
    public void GiveBack(long item, Action put, Action failed) =>
        Submit(
            QueueMethod.GiveBack,
            (ref PackWriter writer) => Codec<long>.Default.Write(ref writer, item),
            (ref PackReader _) => put(),
            failed
        );

    /// <summary>A wish waits no more.</summary>
    public void GiveUp(ulong wish, Action gone, Action failed) =>
        Submit(
            QueueMethod.GiveUp,
            (ref PackWriter writer) => writer.WriteFixed8(wish),
            (ref PackReader _) => gone(),
            failed
        );

    public override void Happened(object happened, ulong position)
    {
        if (happened is QueueWoken woken)
            foreach (QueueWorker worker in _workers)
                worker.Wake(woken.Waiter);
    }

    public override void Replaced() => WakeAll();

    public override void End(Exception? failure) => WakeAll();

    private void WakeAll()
    {
        foreach (QueueWorker worker in _workers)
            worker.Wake(null);
    }

    private void Record(object happened, ulong position)
    {
        if (happened is not ItemMoved moved)
            return;
        (TimeSpan now, ulong updates) = (_world.Timeline.Now, _member.Space.Updates);
        ProcessId process = _member.Process.Id;
        _world.Chronicle.Record(
            moved switch
            {
                { Wish: { } wish } => new ItemGiven(now, process, _group, _member.Formation, updates, moved.Item, wish),
                { IsBack: true } => new ItemGivenBack(now, process, _group, _member.Formation, updates, moved.Item),
                _ => new ItemPut(now, process, _group, _member.Formation, updates, moved.Item),
            }
        );
    }

    private void Submit(QueueMethod method, Writing write, Reading read, Action failed)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new PackWriter(body);
        writer.WriteVarint((uint)_index);
        writer.WriteFixed4((uint)method);
        write(ref writer);
        writer.Flush();
        _member.Space.Submissions.Submit(
            new Update([.. new byte[PendingUpdate.Room], .. body.WrittenSpan], read, failed)
        );
    }

    private delegate void Writing(ref PackWriter writer);

    private delegate void Reading(ref PackReader reader);

    private sealed class Update(byte[] message, Reading read, Action failed) : PendingUpdate
    {
        public override Memory<byte> Message => message;

        public override void Made(ReadOnlySpan<byte> outcome, ulong position)
        {
            PackReader reader = ObjectSlot.Value(outcome, "");
            read(ref reader);
        }

        public override void Fail(UpdateFailure failure) => failed();
    }
}
