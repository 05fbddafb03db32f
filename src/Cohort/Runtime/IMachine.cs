using Cohort.Protocol;
using Cohort.Protocol.Clients;

namespace Cohort.Runtime;

/// <summary>What the driver drives.</summary>
internal interface IMachine
{
    /// <inheritdoc cref="NodeMachine.WakeAt"/>
    Instant WakeAt { get; }

    /// <summary>What can be looked at between two steps, by whoever measures; null where it is no node's.</summary>
    NodeMachine? Node => null;

    /// <inheritdoc cref="NodeMachine.Room"/>
    Memory<byte> Room(int connection);

    /// <inheritdoc cref="NodeMachine.Step"/>
    void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs);
}

/// <summary>The real one of a node.</summary>
internal sealed class ProtocolMachine(NodeSettings settings, ulong seed) : IMachine
{
    private readonly NodeMachine _machine = new(settings, seed);

    public NodeMachine? Node => _machine;

    public Instant WakeAt => _machine.WakeAt;

    public Memory<byte> Room(int connection) => _machine.Room(connection);

    public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs) =>
        _machine.Step(now, inputs, outputs);
}

/// <summary>The real one of a client.</summary>
internal sealed class ProtocolClient(NodeSettings settings, ulong seed) : IMachine
{
    private readonly ClientMachine _machine = new(settings, seed);

    public Instant WakeAt => _machine.WakeAt;

    public Memory<byte> Room(int connection) => _machine.Room(connection);

    public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs) =>
        _machine.Step(now, inputs, outputs);
}
