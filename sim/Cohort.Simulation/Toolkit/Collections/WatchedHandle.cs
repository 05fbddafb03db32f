using Cohort.Serialization;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Simulation.Toolkit.Collections;

/// <summary>
/// A handle by which a client in the simulator makes the updates of a watched object, with the methods that are generated for its
/// class. It hears at once what they came to, and remembers how the answers to each method are read.
/// </summary>
/// <param name="member">Whose client.</param>
/// <param name="name">The object's name.</param>
/// <param name="index">Its place among the objects.</param>
internal sealed class WatchedHandle<T>(ToolMember member, string name, int index) : ObjectHandle<T>("", name)
    where T : class, IReplicated<T>
{
    private readonly Dictionary<uint, AnswerReader> _readers = [];
    private Delegate? _tell;
    private AnswerReader? _read;

    /// <summary>Reads an answer, and tells it as histories do.</summary>
    private delegate long? AnswerReader(ref PackReader reader);

    /// <summary>Who hears of the next update; null: it is not sent, and only what there is to know of its method is kept.</summary>
    public Waiting? Next { get; set; }

    /// <summary>How the next result is told in a history.</summary>
    public WatchedHandle<T> Tells<TResult>(Func<TResult, long?> tell)
    {
        _tell = tell;
        return this;
    }

    /// <summary>Whether answers to a method can be read.</summary>
    public bool Knows(uint method) => _readers.ContainsKey(method);

    /// <summary>Reads what a replica has answered.</summary>
    public long? Read(uint method, byte[] answer)
    {
        var reader = new PackReader(answer);
        return _readers[method](ref reader);
    }

    public override UpdateCall<TResult> NewUpdate<TResult>(uint method, ResultReader<TResult> read)
    {
        var tell = (Func<TResult, long?>)_tell!;
        _read = _readers[method] = (ref PackReader reader) => tell(read(ref reader, 0));
        UpdateCall<TResult> call = UpdateCall<TResult>.Rent("", index, method, read);
        var writer = new PackWriter(call.Arguments);
        writer.WriteFixed8(Next?.Operation ?? 0);
        writer.Flush();
        return call;
    }

    public override ValueTask<TResult> UpdateAsync<TResult>(
        UpdateCall<TResult> update,
        CancellationToken cancellationToken
    )
    {
        byte[] message = update.Message.ToArray();
        update.Return();
        if (Next is { } next)
            member.Space.Submissions.Submit(new Update(message, _read!, next));
        return default;
    }

    private sealed class Update(byte[] message, AnswerReader read, Waiting waiting) : PendingUpdate
    {
        public override Memory<byte> Message => message;

        public override void Made(ReadOnlySpan<byte> outcome, ulong position) => waiting.Made(Value(outcome));

        // One that threw has changed nothing, and returns nothing.
        private long? Value(ReadOnlySpan<byte> outcome)
        {
            try
            {
                PackReader reader = ObjectSlot.Value(outcome, "");
                return read(ref reader);
            }
            catch (UpdateFailedException)
            {
                return null;
            }
        }

        public override void Fail(UpdateFailure failure) => waiting.Failed(failure);
    }
}

/// <summary>Who waits for an update.</summary>
/// <param name="Operation">The number of the call.</param>
/// <param name="Made">Hears what it came to.</param>
/// <param name="Failed">Nobody can say what it came to, or it was not made.</param>
internal sealed record Waiting(ulong Operation, Action<long?> Made, Action<UpdateFailure> Failed);
