using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Cohort.Server.Connections.Local;

/// <summary>What connections execute themselves, by the names of the commands.</summary>
internal static class LocalCommands
{
    private static readonly FrozenDictionary<string, LocalHandler> s_handlers = new[]
    {
        ConnectionCommands.All,
        ClientCommands.All,
        MultiCommands.All,
        SubscribeCommands.All,
        CommandCommands.All,
        ServerCommands.All,
    }
        .SelectMany(static group => group)
        .ToFrozenDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);

    /// <summary>Finds what executes a command here.</summary>
    public static bool TryFind(string name, [MaybeNullWhen(false)] out LocalHandler handler) =>
        s_handlers.TryGetValue(name, out handler);
}
