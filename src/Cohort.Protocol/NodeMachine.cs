namespace Cohort.Protocol;

/// <summary>One process: links, sessions, suspicion, and any number of groups. Bytes in, bytes out; no clock, no thread.</summary>
public sealed class NodeMachine
{
    /// <summary>Makes a machine that has done nothing yet. The same settings, seed and inputs give the same outputs.</summary>
    public NodeMachine(NodeSettings settings, ulong seed)
    {
        Settings = settings;
        _ = seed;
    }

    /// <summary>The settings it was made with.</summary>
    public NodeSettings Settings { get; }

    /// <summary>When it next wants a step even if nothing happens.</summary>
    public Instant WakeAt { get; private set; }

    /// <summary>
    /// Takes in all that has happened, in order, and leaves what is to be done. Called with no inputs when
    /// <see cref="WakeAt"/> has come.
    /// </summary>
    public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs) =>
        WakeAt = now + TimeSpan.FromSeconds(1);
}
