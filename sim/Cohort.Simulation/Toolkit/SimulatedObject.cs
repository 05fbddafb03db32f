using Cohort.Serialization;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Simulation.Toolkit;

/// <summary>
/// A handle by which a client in the simulator makes the updates of a replicated class with the methods that are
/// generated for it. It hears what they came to by a function, at once: here are no tasks.
/// </summary>
/// <param name="member">Whose client.</param>
/// <param name="name">The object's name.</param>
/// <param name="index">Its place among the objects.</param>
internal sealed class SimulatedObject<T>(ToolMember member, string name, int index) : ObjectHandle<T>("", name)
    where T : class, IReplicated<T>
{
    private Delegate? _read;
    private Delegate? _made;
    private Action? _failed;

    /// <summary>What follows the next update.</summary>
    /// <param name="made">Hears its result.</param>
    /// <param name="failed">Nobody can say what it came to.</param>
    public SimulatedObject<T> Then<TResult>(Action<TResult> made, Action failed)
    {
        (_made, _failed) = (made, failed);
        return this;
    }

    public override UpdateCall<TResult> NewUpdate<TResult>(uint method, ResultReader<TResult> read)
    {
        _read = read;
        return UpdateCall<TResult>.Rent("", index, method, read);
    }

    public override ValueTask<TResult> UpdateAsync<TResult>(
        UpdateCall<TResult> update,
        CancellationToken cancellationToken
    )
    {
        var read = (ResultReader<TResult>)_read!;
        var made = (Action<TResult>)_made!;
        byte[] message = update.Message.ToArray();
        update.Return();
        member.Space.Submissions.Submit(new Update<TResult>(message, read, made, _failed!));
        return default;
    }

    private sealed class Update<TResult>(
        byte[] message,
        ResultReader<TResult> read,
        Action<TResult> made,
        Action failed
    ) : PendingUpdate
    {
        public override Memory<byte> Message => message;

        public override void Made(ReadOnlySpan<byte> outcome, ulong position)
        {
            PackReader reader = ObjectSlot.Value(outcome, "");
            made(read(ref reader, position));
        }

        public override void Fail(UpdateFailure failure) => failed();
    }
}
