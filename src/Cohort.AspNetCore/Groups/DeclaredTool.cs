namespace Cohort.AspNetCore.Groups;

/// <summary>Something of a group that can be injected.</summary>
/// <param name="Type">As what.</param>
/// <param name="Group">The name of its group.</param>
/// <param name="Name">Its name in the group; null for what there is once in a group.</param>
internal sealed record DeclaredTool(Type Type, string Group, string? Name)
{
    /// <summary>What tells it from all others of its type.</summary>
    public string Path => Name is null ? Group : $"{Group}/{Name}";

    /// <summary>By what it is asked for: its group, its name, or both.</summary>
    public IEnumerable<string> Keys => new[] { Path, Group, Name ?? Group }.Distinct(StringComparer.Ordinal);

    /// <summary>What the type is called in code.</summary>
    public string TypeName => NameOf(Type);

    /// <summary>What a type is called in code.</summary>
    public static string NameOf(Type type) =>
        type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : type.Name;
}
