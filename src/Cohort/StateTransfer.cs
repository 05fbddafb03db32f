using System.Buffers;

namespace Cohort;

/// <summary>
/// How an application's state goes from a member to one that joins. Saving happens between two deliveries, on the
/// handlers' own loop, so that the state is that of one point in the order of messages; loading replaces the whole state
/// before anything that follows is delivered (property S1).
/// </summary>
public sealed class StateTransfer
{
    private readonly Func<IBufferWriter<byte>, CancellationToken, ValueTask> _save;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> _load;

    private StateTransfer(
        Func<IBufferWriter<byte>, CancellationToken, ValueTask> save,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> load
    )
    {
        _save = save;
        _load = load;
    }

    /// <summary>State that is saved and loaded without waiting.</summary>
    /// <param name="save">Writes the whole state. Other members go on meanwhile; this one handles nothing until it returns.</param>
    /// <param name="load">Replaces the whole state. The bytes are valid until it returns.</param>
    public static StateTransfer Of(Action<IBufferWriter<byte>> save, Action<ReadOnlyMemory<byte>> load)
    {
        ArgumentNullException.ThrowIfNull(save);
        ArgumentNullException.ThrowIfNull(load);
        return new(
            (writer, _) =>
            {
                save(writer);
                return ValueTask.CompletedTask;
            },
            (state, _) =>
            {
                load(state);
                return ValueTask.CompletedTask;
            }
        );
    }

    /// <summary>State whose saving or loading awaits something. The token is cancelled when the membership ends.</summary>
    /// <param name="save">Writes the whole state. Other members go on meanwhile; this one handles nothing until it completes.</param>
    /// <param name="load">Replaces the whole state. The bytes are valid until it completes.</param>
    public static StateTransfer Of(
        Func<IBufferWriter<byte>, CancellationToken, ValueTask> save,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> load
    )
    {
        ArgumentNullException.ThrowIfNull(save);
        ArgumentNullException.ThrowIfNull(load);
        return new(save, load);
    }

    internal ValueTask SaveAsync(IBufferWriter<byte> writer, CancellationToken cancellationToken) =>
        _save(writer, cancellationToken);

    internal ValueTask LoadAsync(ReadOnlyMemory<byte> state, CancellationToken cancellationToken) =>
        _load(state, cancellationToken);
}
