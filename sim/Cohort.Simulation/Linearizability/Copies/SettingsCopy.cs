using System.Collections.Immutable;

namespace Cohort.Simulation.Linearizability.Copies;

/// <summary>What is set, and the version that it came with.</summary>
internal readonly record struct Setting(long Value, long Version);

/// <summary>All settings, and the version of the last change of any of them.</summary>
internal sealed record Settings(ImmutableDictionary<long, Setting> Set, long LastVersion);

/// <summary>
/// Settings, none at first. Each change of any of them is a version more. A write returns its version, a comparison the version that it
/// made, or, below zero, the one that is there instead of the expected one; what is not set has version 0 there, and is read as
/// nothing.
/// </summary>
internal sealed class SettingsCopy : Copy<Settings>
{
    public override Settings Initial { get; } = new(ImmutableDictionary<long, Setting>.Empty, 0);

    public override (Settings Next, long? Result) Apply(Settings state, Invocation call)
    {
        Setting? present = state.Set.TryGetValue(call.Key, out Setting setting) ? setting : null;
        long next = state.LastVersion + 1;
        return call.Kind switch
        {
            CallKind.Read => (state, present?.Value),
            CallKind.Version => (state, present?.Version),
            CallKind.Write => (Write(state, call), next),
            CallKind.CompareAndSet when (present?.Version ?? 0) == call.Expected => (Write(state, call), next),
            CallKind.CompareAndSet => (state, -(present?.Version ?? 0)),
            CallKind.Remove when present is null => (state, Flag(false)),
            CallKind.Remove => (new Settings(state.Set.Remove(call.Key), next), Flag(true)),
            _ => throw new InvalidDataException($"Settings were asked for \"{call}\"."),
        };
    }

    private static Settings Write(Settings state, Invocation call)
    {
        long version = state.LastVersion + 1;
        return new Settings(state.Set.SetItem(call.Key, new Setting(call.Argument, version)), version);
    }
}
