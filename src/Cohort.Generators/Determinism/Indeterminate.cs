using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Determinism;

/// <summary>Which members of the framework are not the same at every replica.</summary>
internal static class Indeterminate
{
    private static readonly HashSet<string> s_clocks =
    [
        "System.DateTime.Now",
        "System.DateTime.UtcNow",
        "System.DateTime.Today",
        "System.DateTimeOffset.Now",
        "System.DateTimeOffset.UtcNow",
        "System.Environment.TickCount",
        "System.Environment.TickCount64",
    ];

    private static readonly HashSet<string> s_identities = ["System.Guid.NewGuid", "System.Guid.CreateVersion7"];

    private static readonly HashSet<string> s_starters =
    [
        "System.Threading.Tasks.TaskFactory",
        "System.Threading.Tasks.TaskFactory`1",
        "System.Threading.Tasks.Parallel",
        "System.Threading.Thread",
        "System.Threading.ThreadPool",
        "System.Threading.Timer",
        "System.Threading.PeriodicTimer",
        "System.Timers.Timer",
    ];

    private static readonly HashSet<string> s_files =
    [
        "System.IO.File",
        "System.IO.FileInfo",
        "System.IO.FileStream",
        "System.IO.FileSystemInfo",
        "System.IO.FileSystemWatcher",
        "System.IO.Directory",
        "System.IO.DirectoryInfo",
        "System.IO.DriveInfo",
        "System.IO.RandomAccess",
        "System.Diagnostics.Process",
    ];

    // Of System.Net itself only these; the rest are addresses, which are values.
    private static readonly HashSet<string> s_network =
    [
        "System.Net.Dns",
        "System.Net.HttpListener",
        "System.Net.WebClient",
        "System.Net.WebRequest",
    ];

    /// <summary>The rule that a member breaks, if any: a method, a constructor or a property.</summary>
    public static DiagnosticDescriptor? RuleFor(ISymbol member)
    {
        if (member.ContainingType is not { } type)
            return null;
        string typeName = Names.Metadata(type);
        string name = $"{typeName}.{member.Name}";
        if (s_clocks.Contains(name) || typeName is "System.Diagnostics.Stopwatch" or "System.TimeProvider")
            return DeterminismRules.Clock;
        if (s_identities.Contains(name))
            return DeterminismRules.Identity;
        if (IsRandom(member, typeName))
            return DeterminismRules.Randomness;
        if (typeName == "System.Environment")
            return DeterminismRules.Surroundings;
        if (IsHashCode(member, typeName))
            return DeterminismRules.HashCodes;
        if (s_starters.Contains(typeName) || IsTaskStart(member, typeName))
            return DeterminismRules.Concurrency;
        if (s_files.Contains(typeName) || IsNetwork(type, typeName))
            return DeterminismRules.InputAndOutput;
        return null;
    }

    // With a seed it is drawn from the same numbers everywhere.
    private static bool IsRandom(ISymbol member, string type) =>
        type == "System.Security.Cryptography.RandomNumberGenerator"
        || type == "System.Random"
            && member
                is { Name: "Shared" }
                    or IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 };

    private static bool IsHashCode(ISymbol member, string type) =>
        type == "System.HashCode"
        || member.Name == "GetHashCode"
            && type is "System.Object" or "System.String" or "System.Runtime.CompilerServices.RuntimeHelpers";

    private static bool IsTaskStart(ISymbol member, string type) =>
        type is "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task`1"
        && member.Name is not ("FromResult" or "FromException" or "FromCanceled" or "CompletedTask");

    private static bool IsNetwork(INamedTypeSymbol type, string typeName)
    {
        string space = type.ContainingNamespace.ToDisplayString();
        return s_network.Contains(typeName)
            || space.StartsWith("System.Net.", StringComparison.Ordinal)
                && space is not "System.Net.Mime"
                && type.TypeKind is not TypeKind.Enum;
    }
}
