using System.Buffers.Binary;
using Cohort.Cli.Children;
using Cohort.Cli.Demo.Ledgers;

namespace Cohort.Cli.Demo.Members;

/// <summary>An operation that was delivered <c>Stable</c>, or <c>Durable</c>, at the node where its client called it.</summary>
/// <param name="Id">The operation.</param>
/// <param name="Microseconds">From the call to the delivery.</param>
internal readonly record struct Acknowledgement(OperationId Id, uint Microseconds)
{
    private const int Size = 12;

    /// <summary>Some of them as one frame.</summary>
    public static Frame ToFrame(IReadOnlyList<Acknowledgement> batch)
    {
        var body = new byte[batch.Count * Size];
        for (int i = 0; i < batch.Count; i++)
        {
            Span<byte> bytes = body.AsSpan(i * Size);
            BinaryPrimitives.WriteInt32LittleEndian(bytes, batch[i].Id.Client);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], batch[i].Id.Sequence);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], batch[i].Microseconds);
        }
        return new Frame((byte)DemoFrameKind.Acknowledged, body);
    }

    /// <summary>What a frame holds.</summary>
    public static IEnumerable<Acknowledgement> From(Frame frame)
    {
        for (ReadOnlyMemory<byte> left = frame.Body; !left.IsEmpty; left = left[Size..])
            yield return new Acknowledgement(
                new OperationId(
                    BinaryPrimitives.ReadInt32LittleEndian(left.Span),
                    BinaryPrimitives.ReadInt32LittleEndian(left.Span[4..])
                ),
                BinaryPrimitives.ReadUInt32LittleEndian(left.Span[8..])
            );
    }
}
