using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort;

/// <summary>
/// A replicated object as a client uses it, which is no member of its group. The updates and reads of the class are methods of this,
/// generated with the class. Each takes effect once, between its call and its answer, though members die and it has to be sent again
/// (property C1); a read goes through the order of the group as an update does, and is as new as any.
/// </summary>
/// <typeparam name="T">The class.</typeparam>
public sealed class RemoteObject<T> : ObjectHandle<T>
    where T : class, IReplicated<T>
{
    private readonly CohortClient _client;
    private readonly TimeProvider _time;

    internal RemoteObject(CohortClient client, string group, string name, TimeProvider time)
        : base(group, name) => (_client, _time) = (client, time);

    /// <summary>For generated code: begins an update.</summary>
    public override UpdateCall<TResult> NewUpdate<TResult>(uint method, ResultReader<TResult> read) =>
        UpdateCall<TResult>.RentForClient(GroupName, Name, method, read);

    /// <summary>For generated code: makes the update.</summary>
    /// <exception cref="UpdateFailedException">It was made, and the object's method threw.</exception>
    /// <exception cref="UpdateRefusedException">It was not made, for the reason given.</exception>
    /// <exception cref="AnswerTooLargeException">It was made, and what it returned is more than a client is told.</exception>
    /// <exception cref="UpdateOutcomeUnknownException">It was made once or not at all, and nobody can tell which.</exception>
    public override async ValueTask<TResult> UpdateAsync<TResult>(
        UpdateCall<TResult> update,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(update);
        try
        {
            ReadOnlyMemory<byte> request = update.Request(_time.GetUtcNow().UtcTicks);
            ReadOnlyMemory<byte> answer = await _client
                .CallAsync(GroupName, request, cancellationToken)
                .ConfigureAwait(false);
            return update.ReadAnswer(answer.Span);
        }
        catch (CallException e)
        {
            throw InTheWordsOfObjects(e);
        }
        finally
        {
            update.Return();
        }
    }

    private CohortException InTheWordsOfObjects(CallException error) =>
        error switch
        {
            CallRefusedException { Refusal: CallRefusal.NoSuchGroup } => Refused(error, UpdateRefusal.NoSuchGroup),
            CallRefusedException { Refusal: CallRefusal.TakesNoCalls } => Refused(error, UpdateRefusal.TakesNoCalls),
            CallRefusedException { Refusal: CallRefusal.TooLarge } => Refused(error, UpdateRefusal.TooLarge),
            CallRefusedException { Refusal: CallRefusal.Busy } => Refused(error, UpdateRefusal.Busy),
            CallOutcomeUnknownException unknown => new UpdateOutcomeUnknownException(unknown),
            _ => new UpdateFailedException(GroupName, error.GetType().FullName ?? "", error.Message, error),
        };

    private UpdateRefusedException Refused(CallException error, UpdateRefusal refusal) =>
        new(GroupName, refusal, error.Message, error);
}
