using System.Buffers.Binary;
using Cohort.Protocol;
using Cohort.Protocol.Wire;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Costs;

/// <summary>A machine, and what it writes to its connections, frame by frame.</summary>
internal sealed class CountingMachine(IMachine machine, Traffic traffic) : IMachine
{
    private readonly Dictionary<int, MemoryStream> _begun = [];

    /// <inheritdoc/>
    public Instant WakeAt => machine.WakeAt;

    /// <inheritdoc/>
    public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs)
    {
        machine.Step(now, inputs, outputs);
        foreach (ref readonly Output output in outputs.Outputs)
            if (output.Kind == OutputKind.Write)
                Count(output.Connection, output.Bytes.Span);
    }

    private void Count(int connection, ReadOnlySpan<byte> written)
    {
        bool isNew = !_begun.TryGetValue(connection, out MemoryStream? begun);
        if (isNew)
            _begun.Add(connection, begun = new MemoryStream());
        begun!.Write(written);
        ReadOnlySpan<byte> rest = begun.GetBuffer().AsSpan(0, (int)begun.Length);
        if (isNew && rest.StartsWith(FrameDecoder.Preamble))
            rest = rest[FrameDecoder.Preamble.Length..];
        while (rest.Length > FrameWriter.HeaderSize)
        {
            int size = FrameWriter.HeaderSize + (int)BinaryPrimitives.ReadUInt32LittleEndian(rest);
            if (rest.Length < size)
                break;
            traffic.Add((FrameType)rest[FrameWriter.HeaderSize], size);
            rest = rest[size..];
        }
        byte[] left = rest.ToArray();
        begun.SetLength(0);
        begun.Write(left);
    }
}
