using System.Buffers;
using System.Buffers.Binary;

namespace Cohort.Benchmarks.Restarts;

/// <summary>An application whose state is a table of records of one size, each of which a message writes.</summary>
internal sealed class RecordTable
{
    /// <summary>A record begins with its number, from 0.</summary>
    public const int LeastBytes = sizeof(int);

    private readonly TaskCompletionSource _isFull = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _table;
    private int _written;

    public RecordTable(int records, int bytes)
    {
        (Records, Bytes) = (records, bytes);
        _table = new byte[(long)records * bytes];
    }

    /// <summary>Completes when all records were written.</summary>
    public Task IsFull => _isFull.Task;

    public int Records { get; }

    public int Bytes { get; }

    /// <summary>How often a state was loaded.</summary>
    public int Loads { get; private set; }

    /// <summary>How many records came from a log as messages.</summary>
    public int Replayed { get; private set; }

    /// <summary>What its member joins with.</summary>
    public GroupOptions Options =>
        new()
        {
            Durability = Durability.Log,
            State = StateTransfer.Of(Save, Load),
            OnMessage = Write,
        };

    /// <summary>All records are there, each in its place.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public void Check()
    {
        for (int number = 0; number < Records; number++)
            if (BinaryPrimitives.ReadInt32LittleEndian(_table.AsSpan(number * Bytes)) != number)
                throw new InvalidOperationException($"Record {number} of {Records} is not in its place.");
        if (_written != Records)
            throw new InvalidOperationException($"{_written} records are there, not {Records}.");
    }

    private void Save(IBufferWriter<byte> writer) => writer.Write(_table.AsSpan(0, _written * Bytes));

    private void Load(ReadOnlyMemory<byte> state)
    {
        state.Span.CopyTo(_table);
        _written = state.Length / Bytes;
        Loads++;
    }

    private void Write(Message message)
    {
        message.Payload.Span.CopyTo(_table.AsSpan(_written * Bytes));
        _written++;
        Replayed += message.IsReplayed ? 1 : 0;
        if (_written == Records)
            _isFull.TrySetResult();
    }
}
