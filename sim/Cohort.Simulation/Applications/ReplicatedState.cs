using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;

namespace Cohort.Simulation.Applications;

/// <summary>
/// The state that a group replicates: registers, counters and queues, and a running digest over every
/// <see cref="Order.Total"/> message, in the order in which they were delivered, and what each of them did. Two members
/// that delivered the same have equal digests; two that did not almost certainly differ.
/// </summary>
internal sealed class ReplicatedState
{
    private readonly long[] _numbers;
    private readonly Queue<long>[] _queues;

    /// <summary>Makes the empty state of so many objects; every third is a register, a counter, a queue.</summary>
    /// <param name="objects">How many objects there are.</param>
    /// <param name="ballast">How many bytes a snapshot carries besides the objects.</param>
    public ReplicatedState(int objects, int ballast)
    {
        Ballast = ballast;
        _numbers = new long[objects];
        _queues = new Queue<long>[objects];
        for (int index = 0; index < objects; index++)
            _queues[index] = new Queue<long>();
    }

    /// <summary>How many objects there are.</summary>
    public int Objects => _numbers.Length;

    /// <summary>How many bytes a snapshot carries besides the objects.</summary>
    public int Ballast { get; }

    /// <summary>The running digest.</summary>
    public ulong Hash { get; private set; } = Digest.Start;

    /// <summary>How many messages were applied.</summary>
    public ulong Applied { get; private set; }

    /// <summary>Which messages of any order the state contains: see <see cref="MessageDigest"/>.</summary>
    public ulong Contents { get; private set; } = MessageDigest.Empty;

    /// <summary>What kind of object an index names.</summary>
    public static ObjectKind KindOf(int index) => (ObjectKind)(index % 3);

    /// <summary>Notes one delivered message, of whatever order.</summary>
    public void Note(ulong payload) => Contents = MessageDigest.Add(Contents, payload);

    /// <summary>Applies one message, delivered in <see cref="Order.Total"/>, and returns what its call returns.</summary>
    public long? Apply(in Payload payload)
    {
        long? result = Do(payload.Operation);
        Applied++;
        Hash = Digest.Fold(Hash, payload.Number);
        Hash = Digest.Fold(Hash, (ulong)(result ?? long.MinValue));
        return result;
    }

    /// <summary>What a register or a counter holds.</summary>
    public long Look(int index) => _numbers[index];

    /// <summary>Takes something into the digest that all members must have done alike.</summary>
    public void Fold(ulong what, ulong number) => Hash = Digest.Fold(Digest.Fold(Hash, number), what);

    /// <summary>Writes the state out.</summary>
    public byte[] Save() => Snapshot.Save(this, _numbers, _queues);

    /// <summary>Replaces the state. False where the bytes are no snapshot of such a state.</summary>
    public bool TryLoad(ReadOnlySpan<byte> bytes)
    {
        if (!Snapshot.TryLoad(bytes, Ballast, _numbers, _queues, out Snapshot.Summary summary))
            return false;
        (Hash, Applied, Contents) = summary;
        return true;
    }

    private long? Do(in Operation operation)
    {
        if (operation.Call == ObjectCall.None || operation.Object >= Objects)
            return 0;
        ref long number = ref _numbers[operation.Object];
        Queue<long> queue = _queues[operation.Object];
        switch (operation.Call)
        {
            case ObjectCall.Read:
                return number;
            case ObjectCall.Write:
                return number = operation.Argument;
            case ObjectCall.Add:
                return number += operation.Argument;
            case ObjectCall.Enqueue:
                queue.Enqueue(operation.Argument);
                return operation.Argument;
            default:
                return queue.TryDequeue(out long first) ? first : null;
        }
    }
}
