using Cohort.Protocol;
using Cohort.Protocol.Clients;

namespace Cohort.Simulation.Worlds;

/// <summary>What a virtual process runs: <see cref="NodeMachine"/>, or in tests of the world itself something smaller.</summary>
internal interface IMachine
{
    /// <inheritdoc cref="NodeMachine.WakeAt"/>
    Instant WakeAt { get; }

    /// <inheritdoc cref="NodeMachine.Step"/>
    void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs);
}

/// <summary>Makes the machine of a process that starts.</summary>
internal delegate IMachine MachineFactory(NodeSettings settings, ulong seed);

/// <summary>The real node.</summary>
internal sealed class ProtocolMachine(NodeSettings settings, ulong seed) : IMachine
{
    private readonly NodeMachine _machine = new(settings, seed);

    public Instant WakeAt => _machine.WakeAt;

    public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs) =>
        _machine.Step(now, inputs, outputs);
}

/// <summary>The real client.</summary>
internal sealed class ProtocolClient(NodeSettings settings, ulong seed) : IMachine
{
    private readonly ClientMachine _machine = new(settings, seed);

    public Instant WakeAt => _machine.WakeAt;

    public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs) =>
        _machine.Step(now, inputs, outputs);
}
