using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Tests.Worlds;

/// <summary>Does what a test tells it, and remembers what it was told, with bytes copied out.</summary>
internal sealed class ScriptedMachine : IMachine
{
    private readonly Queue<Output> _script = new();

    public List<Heard> Inputs { get; } = [];

    public Instant WakeAt { get; private set; }

    /// <summary>All bytes that came, in order.</summary>
    public byte[] Bytes => [.. Inputs.SelectMany(heard => heard.Bytes)];

    /// <summary>The connection that was made or accepted last.</summary>
    public int Connection =>
        Inputs.Last(heard => heard.Input.Kind is InputKind.Connected or InputKind.Accepted).Input.Connection;

    public bool Has(InputKind kind) => Inputs.Exists(heard => heard.Input.Kind == kind);

    public void Does(Output output) => _script.Enqueue(output);

    public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs)
    {
        foreach (Input input in inputs)
            Inputs.Add(new Heard(now, input, input.Kind == InputKind.Received ? input.Bytes.ToArray() : []));
        while (_script.TryDequeue(out Output output))
            outputs.Add(output);
        WakeAt = now + TimeSpan.FromMilliseconds(1);
    }

    internal readonly record struct Heard(Instant At, Input Input, byte[] Bytes);
}

/// <summary>A world of scripted machines, advanced as far as a test wants.</summary>
internal sealed class ScriptedWorld
{
    private readonly Dictionary<string, ScriptedMachine> _machines = [];

    public ScriptedWorld(int hosts = 2, TimeSpan? dialTimeout = null, ImmutableArray<PlannedFault> faults = default)
    {
        World = new World(
            new Scenario
            {
                Seed = 7,
                Hosts = hosts,
                Listed = hosts,
                Initial = hosts,
                HealAt = TimeSpan.FromHours(1),
                Duration = TimeSpan.FromHours(1),
                DialTimeout = dialTimeout ?? TimeSpan.FromSeconds(1),
                Groups = [],
                Faults = faults.IsDefault ? [] : faults,
            },
            (settings, _) => _machines[settings.Name] = new ScriptedMachine()
        );
        World.Begin();
        Run(TimeSpan.FromSeconds(3));
    }

    public World World { get; }

    public ScriptedMachine A => _machines["a"];

    public ScriptedMachine B => _machines["b"];

    public Host HostA => World.Hosts[0];

    public Host HostB => World.Hosts[1];

    /// <summary>Lets a while go by.</summary>
    public void Run(TimeSpan time)
    {
        TimeSpan end = World.Timeline.Now + time;
        bool over = false;
        World.Timeline.After(time, () => over = true);
        while (!over && World.Timeline.Advance()) { }
        Assert.Equal(end, World.Timeline.Now);
    }

    public void RunMilliseconds(int milliseconds) => Run(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>A dials B and both are connected.</summary>
    public void Connect()
    {
        Dial();
        RunMilliseconds(100);
    }

    public void Dial() =>
        A.Does(
            new Output
            {
                Kind = OutputKind.Dial,
                Dial = 1,
                Detail = HostB.Address,
            }
        );

    public void Write(ScriptedMachine from, byte[] bytes) =>
        from.Does(
            new Output
            {
                Kind = OutputKind.Write,
                Connection = from.Connection,
                Bytes = bytes,
            }
        );

    public void CutThere() => World.Network.Path(0, 1).Cut();

    public void CutBack() => World.Network.Path(1, 0).Cut();

    public void HealThere() => World.Network.Path(0, 1).Heal();

    public void HealBack() => World.Network.Path(1, 0).Heal();

    public static byte[] Numbers(int count, int from = 0) =>
        [.. Enumerable.Range(from, count).Select(number => (byte)(number * 31 >> 3))];
}
