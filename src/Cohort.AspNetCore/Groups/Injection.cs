using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cohort.AspNetCore.Groups;

/// <summary>
/// Has tools injected: by their type alone where there is one of it, else by a key, which is the name of the tool, that of its group, or both.
/// All ways lead to the same object.
/// </summary>
internal static class Injection
{
    /// <summary>A tool can be injected.</summary>
    /// <param name="services">Where.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="get">Gets it from its group.</param>
    public static void Add<T>(IServiceCollection services, DeclaredTool tool, Func<ToolGroup, T> get)
        where T : class
    {
        services.AddKeyedSingleton<T>(
            tool.Path,
            (provider, _) => get(provider.GetRequiredService<CohortHost>().FindGroup(tool.Group))
        );
        foreach (string key in tool.Keys.Where(key => key != tool.Path))
            services.TryAddKeyedSingleton<T>(key, static (provider, key) => Named<T>(provider, (string)key!));
        services.TryAddSingleton(static provider => Only<T>(provider));
    }

    private static T Only<T>(IServiceProvider provider)
        where T : class
    {
        DeclaredTool[] tools = OfType<T>(provider);
        return tools is [var only]
            ? provider.GetRequiredKeyedService<T>(only.Path)
            : throw new InvalidOperationException(
                $"There are {tools.Length} {DeclaredTool.NameOf(typeof(T))}: {Paths(tools)}. Say which by a key: [FromKeyedServices(\"{tools[0].Path}\")]."
            );
    }

    private static T Named<T>(IServiceProvider provider, string key)
        where T : class
    {
        DeclaredTool[] tools = [.. OfType<T>(provider).Where(tool => tool.Keys.Contains(key, StringComparer.Ordinal))];
        // What bears the name itself goes before what is in a group of that name.
        DeclaredTool[] named = [.. tools.Where(tool => tool.Name == key)];
        return (named.Length > 0 ? named : tools) is [var only]
            ? provider.GetRequiredKeyedService<T>(only.Path)
            : throw new InvalidOperationException(
                $"'{key}' can be any {DeclaredTool.NameOf(typeof(T))} of {Paths(tools)}. Say which: [FromKeyedServices(\"{tools[0].Path}\")]."
            );
    }

    private static DeclaredTool[] OfType<T>(IServiceProvider provider) =>
        [.. provider.GetRequiredService<Declarations>().Tools.Where(tool => tool.Type == typeof(T))];

    private static string Paths(IEnumerable<DeclaredTool> tools) =>
        string.Join(", ", tools.Select(tool => $"'{tool.Path}'"));
}
