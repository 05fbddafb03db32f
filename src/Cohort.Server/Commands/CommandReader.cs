using System.Buffers.Binary;

namespace Cohort.Server.Commands;

/// <summary>Reads commands out of a <see cref="CommandBatch"/>, one after the other.</summary>
internal sealed class CommandReader
{
    private int[] _bounds = new int[16];

    /// <summary>Takes the first command off.</summary>
    /// <param name="batch">The commands; begins behind the first one afterwards.</param>
    /// <returns>The command; it refers to the bytes of the batch, and to this until the next is taken.</returns>
    /// <exception cref="InvalidDataException">The bytes are no commands.</exception>
    public Arguments Take(ref ReadOnlySpan<byte> batch)
    {
        ReadOnlySpan<byte> command = batch;
        int at = 0;
        int count = Number(command, ref at);
        // Each argument has its length at least.
        if (count <= 0 || count > command.Length / CommandBatch.NumberSize)
            throw Malformed();
        if (_bounds.Length < 2 * count)
            _bounds = new int[2 * count];
        for (int index = 0; index < count; index++)
        {
            int length = Number(command, ref at);
            if (length < 0 || length > command.Length - at)
                throw Malformed();
            _bounds[2 * index] = at;
            _bounds[2 * index + 1] = length;
            at += length;
        }
        batch = command[at..];
        return new Arguments(command[..at], _bounds.AsSpan(0, 2 * count));
    }

    private static int Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (bytes.Length - at < CommandBatch.NumberSize)
            throw Malformed();
        int number = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
        at += CommandBatch.NumberSize;
        return number;
    }

    private static InvalidDataException Malformed() => new("commands that make no sense were sent to the replicas");
}
