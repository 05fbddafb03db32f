using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Source;

/// <summary>What can be seen from other assemblies.</summary>
internal static class Visibility
{
    /// <summary>Whether a type is public, with all that it is made of.</summary>
    public static bool IsPublic(ITypeSymbol used) =>
        used switch
        {
            IArrayTypeSymbol array => IsPublic(array.ElementType),
            INamedTypeSymbol named => named.SpecialType != SpecialType.None
                || named.DeclaredAccessibility == Accessibility.Public
                    && (named.ContainingType is null || IsPublic(named.ContainingType))
                    && named.TypeArguments.All(IsPublic),
            _ => true,
        };
}
